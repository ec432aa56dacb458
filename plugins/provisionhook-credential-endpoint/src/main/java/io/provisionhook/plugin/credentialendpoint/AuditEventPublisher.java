package io.provisionhook.plugin.credentialendpoint;

import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.ApplicationEventPublisher;

import io.provisionhook.redaction.SecretRedactor;

/**
 * Publishes audit events to the meters and listeners of the application. Exceptions of
 * listeners have no effect on the request.
 */
final class AuditEventPublisher {

	private static final Log logger = LogFactory.getLog(AuditEventPublisher.class);

	private final ApplicationEventPublisher publisher;

	private final List<RequestMeter> meters;

	AuditEventPublisher(ApplicationEventPublisher publisher, List<RequestMeter> meters) {
		this.publisher = publisher;
		this.meters = List.copyOf(meters);
	}

	/**
	 * Measure a request, whether or not its event is published.
	 * @param event the event of the request
	 */
	void measure(CredentialAuditEvent event) {
		this.meters.forEach((meter) -> meter.measure(event));
	}

	/**
	 * Publish an event.
	 * @param event the event
	 */
	void publish(CredentialAuditEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			logger.warn("A listener failed to note the credential request with reference " + event.reference() + ": "
					+ SecretRedactor.of(Set.of()).describe(ex));
		}
	}

	/**
	 * Measures every request, including those with aggregated events.
	 */
	@FunctionalInterface
	interface RequestMeter {

		/**
		 * Measure a request. Must not block.
		 * @param event the event of the request
		 */
		void measure(CredentialAuditEvent event);

	}

}
