package io.provisionhook.plugin.gcpsecretmanager;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import com.google.api.client.http.HttpTransport;
import org.jspecify.annotations.Nullable;

/**
 * Log filter that keeps secrets and tokens out of the log. Google's HTTP library logs the
 * body of each request and response at {@code CONFIG}, the level for
 * {@code logging.level.root=debug}, and has no setting against it. Records of other
 * threads pass.
 *
 * @param next the previous filter; {@code null} if there is none
 */
record HttpLogFilter(@Nullable Filter next) implements Filter {

	// A strong reference, since the JDK holds loggers and their filters weakly
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
		boolean ours = Thread.currentThread().getName().startsWith(GcpSecretReader.THREADS);
		return !(ours && record.getLevel().intValue() < Level.WARNING.intValue())
				&& (this.next == null || this.next.isLoggable(record));
	}

}
