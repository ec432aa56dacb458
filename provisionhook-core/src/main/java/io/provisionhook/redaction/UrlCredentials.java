package io.provisionhook.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds credentials in URLs, before the host and in the query. Host and path stay. The
 * user name stays if there is a password.
 */
final class UrlCredentials {

	private static final Pattern USER_INFO = Pattern.compile(":(?://|\\\\/\\\\/)([^\\s/?#\"<>]*)@");

	private static final Pattern PARAMETER = Pattern
		.compile("[?&][a-z0-9_.-]{0,40}?(?:token|password|passwd|secret|signature|api_?key|\\bsig)="
				+ "((?:\\[redacted]|[^&\\s\"'#<>\\[\\]\\\\])++)", Pattern.CASE_INSENSITIVE);

	/**
	 * GitHub's password if the user name is a token.
	 */
	private static final String NO_PASSWORD = ":x-oauth-basic";

	private UrlCredentials() {
	}

	/**
	 * Mark the credentials in a text.
	 * @param target the text
	 */
	static void mark(MarkedText target) {
		Matcher parameter = PARAMETER.matcher(target.text());
		while (parameter.find()) {
			target.mark(parameter.start(1), parameter.end(1));
		}
		Matcher userInfo = USER_INFO.matcher(target.text());
		while (userInfo.find()) {
			markUserInfo(target, userInfo.start(), userInfo.start(1), userInfo.end(1));
		}
	}

	private static void markUserInfo(MarkedText target, int schemeEnd, int start, int end) {
		String userInfo = target.text().substring(start, end);
		int colon = userInfo.indexOf(':');
		if (colon < 0) {
			if (!target.text().startsWith("ssh", schemeEnd - 3)) {
				target.mark(start, end);
			}
		}
		else if (colon + 1 == userInfo.length() || userInfo.endsWith(NO_PASSWORD)) {
			target.mark(start, start + colon);
		}
		else {
			target.mark(start + colon + 1, end);
		}
	}

}
