package io.provisionhook.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds credentials in URLs, before the host and in the query. Host and path stay, and so
 * does the name of a user who has a password.
 */
final class UrlCredentials {

	private static final Pattern USER_INFO = Pattern.compile(":(?://|\\\\/\\\\/)([^\\s/?#\"<>]*)@");

	private static final Pattern PARAMETER = Pattern
		.compile("[?&][a-z0-9_.-]{0,40}?(?:token|password|passwd|secret|signature|api_?key|\\bsig)="
				+ "((?:\\[redacted]|[^&\\s\"'#<>\\[\\]\\\\])++)", Pattern.CASE_INSENSITIVE);

	/**
	 * GitHub's password for somebody whose user name is a token.
	 */
	private static final String NO_PASSWORD = ":x-oauth-basic";

	private UrlCredentials() {
	}

	/**
	 * Mark what a text contains of them.
	 * @param redaction the text
	 */
	static void mark(Redaction redaction) {
		Matcher parameter = PARAMETER.matcher(redaction.text());
		while (parameter.find()) {
			redaction.mark(parameter.start(1), parameter.end(1));
		}
		Matcher userInfo = USER_INFO.matcher(redaction.text());
		while (userInfo.find()) {
			markUserInfo(redaction, userInfo.start(), userInfo.start(1), userInfo.end(1));
		}
	}

	private static void markUserInfo(Redaction redaction, int schemeEnd, int start, int end) {
		String userInfo = redaction.text().substring(start, end);
		int colon = userInfo.indexOf(':');
		if (colon < 0) {
			if (!redaction.text().startsWith("ssh", schemeEnd - 3)) {
				redaction.mark(start, end);
			}
		}
		else if (colon + 1 == userInfo.length() || userInfo.endsWith(NO_PASSWORD)) {
			redaction.mark(start, start + colon);
		}
		else {
			redaction.mark(start + colon + 1, end);
		}
	}

}
