package io.provisionhook.plugin.githubappauth;

import java.time.Instant;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Maps error responses of GitHub to exceptions that name the cause and the action.
 */
final class GitHubFailures {

	private final AppIdentity identity;

	private final String baseUrl;

	GitHubFailures(AppIdentity identity, String baseUrl) {
		this.identity = identity;
		this.baseUrl = baseUrl;
	}

	/**
	 * Map the response to a lookup of an installation.
	 * @param target the installation
	 * @param answer the response
	 * @return the exception
	 */
	UpstreamException installationFailed(InstallationTarget target, JsonResponse answer) {
		return switch (answer.status()) {
			case 404 -> notFound(answer, app() + " is not installed for " + target + " (status 404); install it there, "
					+ "or correct '" + target.kind().property() + "'");
			case 301, 302, 307, 308 -> ofRequest(
					target + " has moved (status " + answer.status() + "); correct '" + target.kind().property() + "'");
			default -> ofStatus("the installation for " + target, answer);
		};
	}

	/**
	 * Map the response to a request for a token.
	 * @param request the request
	 * @param answer the response
	 * @return the exception
	 */
	UpstreamException tokenFailed(TokenRequest request, JsonResponse answer) {
		return switch (answer.status()) {
			case 404 -> notFound(answer, app() + " has no " + installation(request)
					+ " (status 404); install it again, or correct '" + request.target().kind().property() + "'");
			case 422 -> unprocessable(request, answer);
			default -> ofStatus("a token for " + installation(request), answer);
		};
	}

	private UpstreamException notFound(JsonResponse answer, String otherwise) {
		if (!answer.isObject()) {
			return ofSystem(this.baseUrl + " is not the address of GitHub's REST API (status 404); correct '"
					+ GitHubAppAuthProperties.named("base-url")
					+ "', which ends in /api/v3 for GitHub Enterprise Server");
		}
		return answer.contains("message", "integration not found") ? ofSystem(
				"there is no " + app() + " (status 404); correct '" + GitHubAppAuthProperties.named("app-id") + "'")
				: ofRequest(otherwise);
	}

	private UpstreamException unprocessable(TokenRequest request, JsonResponse answer) {
		String of = "'" + GitHubAppAuthProperties.PREFIX;
		if (answer.contains("message", "repositor")) {
			return ofRequest(installation(request) + " of " + app()
					+ " has no access to at least one of the repositories " + String.join(", ", request.repositories())
					+ " (status 422); add it to the installation, or correct " + of + ".repositories'");
		}
		if (answer.contains("message", "permission")) {
			return ofRequest(installation(request) + " of " + app() + " was not granted all of the permissions "
					+ request.permissions() + " (status 422); grant them, or correct " + of + ".permissions'");
		}
		return ofRequest("no token of " + installation(request) + " for the repositories " + request.repositories()
				+ " with the permissions " + request.permissions() + " (status 422); check both under " + of + "'");
	}

	private UpstreamException ofStatus(String what, JsonResponse answer) {
		return switch (answer.status()) {
			case 401 -> ofSystem("the credentials of " + app() + " are not accepted (status 401); check that '"
					+ GitHubAppAuthProperties.named("app-id") + "' and '" + AppPrivateKey.PROPERTY
					+ "' belong together and that the key still exists at GitHub" + clock(answer));
			case 403 -> ofRequest(app() + " may not get " + what + " (status 403); "
					+ (answer.contains("message", "suspended") ? "the installation is suspended"
							: "the installation may be suspended, or an IP allow list may keep this host out"));
			default -> ofSystem(this.baseUrl + " answered with status " + answer.status() + " to the request for "
					+ what + "; check '" + GitHubAppAuthProperties.named("base-url") + "' and proxies in between");
		};
	}

	private String clock(JsonResponse answer) {
		Instant theirTime = answer.date();
		return (theirTime != null && this.identity.isClockOff(theirTime))
				? "; " + this.identity.describeClock(theirTime) : "";
	}

	private String app() {
		return "app " + this.identity.appId();
	}

	private static String installation(TokenRequest request) {
		return request.target().isId() ? request.target().toString() : "the installation for " + request.target();
	}

	/**
	 * Create the exception for a response that is not one of GitHub.
	 * @param reason the reason
	 * @return the exception
	 */
	UpstreamException unexpectedResponse(String reason) {
		return ofSystem("the answer of " + this.baseUrl + " is not what GitHub sends, " + reason + "; check '"
				+ GitHubAppAuthProperties.named("base-url") + "' and proxies in between");
	}

	private static UpstreamException ofSystem(String message) {
		return UpstreamException.ofSystem("GitHub: " + message, null);
	}

	private static UpstreamException ofRequest(String message) {
		return UpstreamException.ofRequest("GitHub: " + message, null);
	}

}
