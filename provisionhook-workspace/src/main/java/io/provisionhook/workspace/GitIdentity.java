package io.provisionhook.workspace;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

import io.provisionhook.Env;

/**
 * Gives a workspace an identity of its own for git, so that its commits can be told
 * apart. What a secret has set already stays. Git itself takes angle brackets and what it
 * calls crud out of a name, and refuses to commit if nothing is left.
 */
final class GitIdentity {

	private static final String UNNAMED = "workspace";

	// See strbuf_addstr_without_crud() in ident.c of git
	private static final Pattern CRUD = Pattern.compile("[\\x00-\\x20.,:;<>\"\\\\']*");

	// See RFC 5321, 4.5.3.1.1
	private static final int MAX_LOCAL_PART = 64;

	private final String emailDomain;

	GitIdentity(String emailDomain) {
		this.emailDomain = emailDomain;
	}

	void applyTo(Env env, String workspaceName) {
		String email = localPart(workspaceName) + "@" + this.emailDomain;
		String name = CRUD.matcher(workspaceName).matches() ? UNNAMED : workspaceName;
		env.putIfAbsent("GIT_AUTHOR_NAME", name);
		env.putIfAbsent("GIT_AUTHOR_EMAIL", email);
		env.putIfAbsent("GIT_COMMITTER_NAME", name);
		env.putIfAbsent("GIT_COMMITTER_EMAIL", email);
	}

	private static String localPart(String workspaceName) {
		String ascii = Normalizer.normalize(workspaceName, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
		String slug = ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
		String shortened = slug.substring(0, Math.min(slug.length(), MAX_LOCAL_PART)).replaceAll("-$", "");
		return shortened.isEmpty() ? UNNAMED : shortened;
	}

}
