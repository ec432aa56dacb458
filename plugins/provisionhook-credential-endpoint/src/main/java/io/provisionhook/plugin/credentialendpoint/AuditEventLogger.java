package io.provisionhook.plugin.credentialendpoint;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.Ordered;

/**
 * Logs audit events, before any other listener can fail. Each event is one line of
 * limited length, without control and other invisible characters.
 */
final class AuditEventLogger implements ApplicationListener<PayloadApplicationEvent<CredentialAuditEvent>>, Ordered {

	private static final Log logger = LogFactory.getLog(AuditEventLogger.class);

	// More than the maximum length of a reason or host, and enough to identify a
	// workspace
	private static final int MAX_LENGTH = 600;

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
		if (event.repetitions() > 0) {
			append(line, "; ", event.repetitions() + " more within a minute");
		}
		append(line, "; from ", event.remoteAddress());
		return line.toString();
	}

	private static void append(StringBuilder line, String label, @Nullable Object value) {
		if (value != null) {
			line.append(label);
			value.toString()
				.codePoints()
				.limit(MAX_LENGTH)
				.map((character) -> isSafe(character) ? character : ' ')
				.forEach(line::appendCodePoint);
		}
	}

	private static boolean isSafe(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
