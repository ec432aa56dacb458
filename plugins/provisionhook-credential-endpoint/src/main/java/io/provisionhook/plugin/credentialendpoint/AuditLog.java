package io.provisionhook.plugin.credentialendpoint;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.Ordered;

/**
 * Writes what became of requests to the log: one line each, before any other listener can
 * fail.
 */
final class AuditLog implements ApplicationListener<PayloadApplicationEvent<CredentialAuditEvent>>, Ordered {

	private static final Log logger = LogFactory.getLog(AuditLog.class);

	// More than the longest reason or host, and enough to know a workspace by
	private static final int LONGEST = 600;

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<CredentialAuditEvent> event) {
		CredentialAuditEvent ended = event.getPayload();
		if (ended.outcome() == CredentialOutcome.GRANTED || ended.outcome() == CredentialOutcome.STALE) {
			logger.info(describe(ended));
		}
		else {
			logger.warn(describe(ended));
		}
	}

	private static String describe(CredentialAuditEvent event) {
		StringBuilder line = new StringBuilder("Credential request ").append(event.outcome().tag());
		append(line, ": ", event.reason());
		append(line, "; workspace ", event.workspaceId());
		append(line, "; host ", event.host());
		append(line, "; source ", event.source());
		append(line, "; reference ", event.reference());
		append(line, "; from ", event.remoteAddress());
		return line.toString();
	}

	private static void append(StringBuilder line, String label, @Nullable Object value) {
		if (value != null) {
			line.append(label);
			value.toString()
				.codePoints()
				.limit(LONGEST)
				.map((character) -> breaksLines(character) ? ' ' : character)
				.forEach(line::appendCodePoint);
		}
	}

	private static boolean breaksLines(int character) {
		return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
	}

}
