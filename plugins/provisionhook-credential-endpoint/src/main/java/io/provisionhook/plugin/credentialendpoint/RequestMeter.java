package io.provisionhook.plugin.credentialendpoint;

/**
 * Measures every request, also those whose events are summed up.
 */
@FunctionalInterface
interface RequestMeter {

	/**
	 * Measure a request. Quick, and called by threads that must not be held.
	 * @param event how it ended
	 */
	void measure(CredentialAuditEvent event);

}
