package io.provisionhook.plugin.credentialendpoint;

import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.ApplicationEventPublisher;

import io.provisionhook.redaction.SecretRedactor;

/**
 * Tells the application what became of requests, whatever its listeners do.
 */
final class AuditTrail {

	private static final Log logger = LogFactory.getLog(AuditTrail.class);

	private final ApplicationEventPublisher publisher;

	AuditTrail(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	void record(CredentialAuditEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.warn("A listener failed to note the credential request with reference " + event.reference() + ": "
					+ SecretRedactor.of(Set.of()).describe(ex));
		}
	}

}
