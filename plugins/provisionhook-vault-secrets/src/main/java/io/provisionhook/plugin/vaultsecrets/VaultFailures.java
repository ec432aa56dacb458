package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;

import javax.net.ssl.SSLException;

import org.springframework.vault.client.VaultEndpoint;

import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Says what went wrong between Vault and us, never in the words of an answer or of a
 * client library, which may hold secrets.
 */
final class VaultFailures {

	private VaultFailures() {
	}

	/**
	 * Describe an answer that is no success.
	 * @param call what was asked for
	 * @param status the HTTP status
	 * @return the failure
	 */
	static UpstreamException ofStatus(VaultCall call, int status) {
		String activity = call.activity();
		String code = " (" + status + ")";
		return switch (status) {
			case 400 -> request("Vault could not make sense of " + activity + code
					+ "; check the path, and the role in it if it is one of dynamic secrets");
			case 403 -> request("Vault denied " + activity + code
					+ "; check the path, and that a policy of the token allows '" + call.path() + "'");
			case 404 -> request("Vault found nothing while " + activity + code + "; check the path");
			case 405 -> request("Vault does not support " + activity + code + "; check the path");
			case 429 -> system("Vault is over its rate limit, or a standby, while " + activity + code
					+ "; try again, or raise the quota");
			case 503 -> system("Vault is sealed or in maintenance, while " + activity + code + "; unseal it");
			default -> (status >= 500) ? system("Vault failed while " + activity + code + "; its log says why")
					: request("Vault did not go along with " + activity + code);
		};
	}

	/**
	 * Describe a refused login.
	 * @param activity the login
	 * @param status the HTTP status
	 * @return the failure
	 */
	static UpstreamException ofLogin(String activity, int status) {
		if (status == 429 || status >= 500) {
			return ofStatus(VaultCall.get("", activity), status);
		}
		return system("Vault refused " + activity + " (" + status
				+ "); check the credentials and the role, the path of the auth method, and the namespace");
	}

	static UpstreamException malformed(VaultCall call) {
		return system("Vault gave an answer that is not its own, while " + call.activity()
				+ "; check 'provisionhook.vault-secrets.uri'");
	}

	static UpstreamException noTime(String activity) {
		return request("Vault was not asked, since no time was left for " + activity);
	}

	static UpstreamException timeout(String activity) {
		return system("Vault did not answer in time, while " + activity);
	}

	/**
	 * Describe what kept an answer from coming.
	 * @param endpoint where Vault is
	 * @param activity what it was asked to do
	 * @param cause what came instead
	 * @return the failure
	 */
	static UpstreamException ofCause(VaultEndpoint endpoint, String activity, Throwable cause) {
		if (cause instanceof HttpTimeoutException) {
			return timeout(activity);
		}
		String name = " (" + cause.getClass().getSimpleName() + ")";
		if (cause instanceof ConnectException) {
			return system("Vault at " + endpoint + " can't be reached" + name
					+ "; check that it runs, and 'provisionhook.vault-secrets.uri'");
		}
		if (cause instanceof SSLException) {
			return system("Vault at " + endpoint + " can't be trusted or does not speak TLS" + name
					+ "; check 'provisionhook.vault-secrets.ssl-bundle'");
		}
		return (cause instanceof IOException)
				? system("Vault at " + endpoint + " broke off" + name + ", while " + activity)
				: system("Vault at " + endpoint + " could not be asked" + name + ", while " + activity);
	}

	static UpstreamException request(String message) {
		return UpstreamException.ofRequest(message, null);
	}

	static UpstreamException system(String message) {
		return UpstreamException.ofSystem(message, null);
	}

}
