package io.provisionhook.plugin.gcpsecretmanager;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import com.google.api.client.http.HttpTransport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets and tokens out of the log. Google's HTTP library logs each request and
 * answer with its body once its logger is at {@code CONFIG}, which is what
 * {@code logging.level.root=debug} comes to, and the client can't be told not to. What
 * other threads log with that logger is not touched.
 *
 * @param next the filter that was there before
 */
record HttpLogFilter(@Nullable Filter next) implements Filter {

	// Held, since the JDK forgets a logger that nobody holds, and its filter with it
	private static final Logger LOGGER = Logger.getLogger(HttpTransport.class.getName());

	static void install() {
		synchronized (LOGGER) {
			if (!(LOGGER.getFilter() instanceof HttpLogFilter)) {
				LOGGER.setFilter(new HttpLogFilter(LOGGER.getFilter()));
			}
		}
	}

	@Override
	public boolean isLoggable(LogRecord record) {
		boolean ours = Thread.currentThread().getName().startsWith(SecretManagerReader.THREADS);
		return !(ours && record.getLevel().intValue() < Level.WARNING.intValue())
				&& (this.next == null || this.next.isLoggable(record));
	}

}
