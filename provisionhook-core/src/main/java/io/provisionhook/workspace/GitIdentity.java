package io.provisionhook.workspace;

import java.text.Normalizer;
import java.util.Locale;

import io.provisionhook.Env;

/**
 * Gives a workspace an identity of its own for git, so that its commits can be told
 * apart. What a secret has set already stays.
 */
final class GitIdentity {

	private final String emailDomain;

	GitIdentity(String emailDomain) {
		this.emailDomain = emailDomain;
	}

	void applyTo(Env env, String workspaceName) {
		String email = localPart(workspaceName) + "@" + this.emailDomain;
		env.putIfAbsent("GIT_AUTHOR_NAME", workspaceName);
		env.putIfAbsent("GIT_AUTHOR_EMAIL", email);
		env.putIfAbsent("GIT_COMMITTER_NAME", workspaceName);
		env.putIfAbsent("GIT_COMMITTER_EMAIL", email);
	}

	private static String localPart(String workspaceName) {
		String ascii = Normalizer.normalize(workspaceName, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
		String slug = ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
		return slug.isEmpty() ? "workspace" : slug;
	}

}
