package io.provisionhook.plugin.gitcredentials;

import io.provisionhook.plugin.http.Answer;
import io.provisionhook.plugin.http.Endpoint;
import io.provisionhook.plugin.http.Trouble;
import io.provisionhook.plugin.upstream.UpstreamException;

/**
 * Says in our own words why GitLab refused what a token was sent for, and what to do.
 */
final class GitLabRefusals {

	private final Endpoint endpoint;

	private final Property tokenFile;

	GitLabRefusals(Endpoint endpoint, Property tokenFile) {
		this.endpoint = endpoint;
		this.tokenFile = tokenFile;
	}

	/**
	 * GitLab did not tell about a token.
	 * @param answer the refusal
	 * @return what to throw
	 */
	UpstreamException ofLook(Answer answer) {
		return switch (answer.status()) {
			case 401 -> notAccepted("not accepted (status 401)");
			case 403 -> failure("the token in the file of " + this.tokenFile + " may not be looked at (status 403); it"
					+ " needs the scope api or self_rotate");
			default -> ofAny(answer);
		};
	}

	/**
	 * GitLab did not rotate a token.
	 * @param answer the refusal
	 * @return what to throw
	 */
	UpstreamException ofRotation(Answer answer) {
		return switch (answer.status()) {
			case 400 -> failure("the token in the file of " + this.tokenFile + " was not rotated (status 400); rotate"
					+ " it by hand and write the new one into the file");
			case 401 -> notAccepted("not accepted (status 401)");
			case 403, 405 -> failure("the token in the file of " + this.tokenFile + " may not rotate itself (status "
					+ answer.status() + "); it has to be an access token with the scope api or self_rotate");
			default -> ofAny(answer);
		};
	}

	/**
	 * A token does not work.
	 * @param state what it is instead
	 * @return what to throw
	 */
	UpstreamException notAccepted(String state) {
		// Not the system's fault, so that a token which does not work is not served
		return UpstreamException
			.ofRequest(
					this.endpoint.system() + ": the token in the file of " + this.tokenFile + " is " + state
							+ "; it has expired or was revoked, so create another one and write it into the file",
					null);
	}

	private UpstreamException ofAny(Answer answer) {
		if (answer.status() >= 500) {
			return Trouble.in(answer, this.endpoint, "it is asked again later").toException(this.endpoint);
		}
		return switch (answer.status()) {
			case 404 -> failure(this.endpoint.url() + " does not know access tokens that look after themselves (status"
					+ " 404), which GitLab 16.10 and later do; correct '" + this.endpoint.urlProperty() + "'");
			case 429 -> failure(this.endpoint.url() + " wants fewer calls (status 429); it is asked again later");
			default -> failure(this.endpoint.url() + " answered with status " + answer.status() + "; check '"
					+ this.endpoint.urlProperty() + "' and proxies in between");
		};
	}

	/**
	 * An answer can't be read, so GitLab can't be where it came from.
	 * @param reason why it can't be
	 * @return what to throw
	 */
	UpstreamException notOfGitLab(String reason) {
		return failure("the answer of " + this.endpoint.url() + " is not what GitLab sends, " + reason + "; check '"
				+ this.endpoint.urlProperty() + "' and proxies in between");
	}

	private UpstreamException failure(String message) {
		return UpstreamException.ofSystem(this.endpoint.system() + ": " + message, null);
	}

}
