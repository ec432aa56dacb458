package io.provisionhook.plugin.vaultsecrets;

import org.springframework.vault.client.VaultEndpoint;

import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Creates exceptions for failures of Vault. Their messages do not quote responses or
 * messages of client libraries, which may contain secrets.
 */
final class VaultFailures {

	private VaultFailures() {
	}

	/**
	 * Create the exception for an HTTP status.
	 * @param request the request
	 * @param status the HTTP status of the response
	 * @return the exception
	 */
	static UpstreamException ofStatus(VaultRequest request, int status) {
		String activity = request.activity();
		String code = " (" + status + ")";
		return switch (status) {
			case 400 -> request("Vault could not make sense of " + activity + code
					+ "; check the path, and the role in it if it is one of dynamic secrets");
			case 403 -> request("Vault denied " + activity + code
					+ "; check the path, and that a policy of the token allows '" + request.path() + "'");
			case 404 -> request("Vault found nothing while " + activity + code + "; check the path");
			case 405 -> request("Vault does not support " + activity + code + "; check the path");
			case 429 -> system("Vault is over its rate limit, or a standby, while " + activity + code
					+ "; try again, or raise the quota");
			case 503 -> system("Vault is sealed or in maintenance, while " + activity + code + "; unseal it");
			default -> (status >= 500) ? system("Vault failed while " + activity + code + "; its log says why")
					: request("Vault rejected " + activity + code);
		};
	}

	/**
	 * Create the exception for a refused login.
	 * @param activity the activity of the login
	 * @param status the HTTP status of the response
	 * @return the exception
	 */
	static UpstreamException ofLogin(String activity, int status) {
		if (status == 429 || status >= 500) {
			return ofStatus(VaultRequest.get("", activity), status);
		}
		return system("Vault refused " + activity + " (" + status
				+ "); check the credentials and the role, the path of the auth method, and the namespace");
	}

	static UpstreamException malformed(VaultRequest request) {
		return system("Vault gave an answer that is not its own, while " + request.activity()
				+ "; check 'provisionhook.vault-secrets.uri'");
	}

	static UpstreamException noTime(String activity) {
		return request("Vault was not asked, since no time was left for " + activity);
	}

	static UpstreamException timeout(String activity) {
		return system("Vault did not answer in time, while " + activity);
	}

	/**
	 * Create the exception for a request without response.
	 * @param endpoint the address of Vault
	 * @param activity the activity of the request
	 * @param failure the failure of the connection
	 * @return the exception
	 */
	static UpstreamException of(VaultEndpoint endpoint, String activity, RemoteFailure failure) {
		String reason = " (" + failure.reason().text() + ")";
		return switch (failure.reason()) {
			case NO_ANSWER_IN_TIME -> timeout(activity);
			case NO_CONNECTION_IN_TIME, UNKNOWN_HOST, NO_CONNECTION -> system("Vault at " + endpoint
					+ " can't be reached" + reason + "; check that it runs, and 'provisionhook.vault-secrets.uri'");
			case UNTRUSTED, NO_TLS -> system("Vault at " + endpoint + " can't be trusted or does not speak TLS" + reason
					+ "; check 'provisionhook.vault-secrets.ssl-bundle'");
			case TOO_LARGE -> system("Vault at " + endpoint + " gave an answer that is too large to be its own, while "
					+ activity + "; check 'provisionhook.vault-secrets.uri'");
			case BROKEN, UNREADABLE -> system("Vault at " + endpoint + " broke off, while " + activity);
		};
	}

	static UpstreamException request(String message) {
		return UpstreamException.ofRequest(message, null);
	}

	static UpstreamException system(String message) {
		return UpstreamException.ofSystem(message, null);
	}

}
