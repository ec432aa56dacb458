package io.provisionhook.redaction;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds credentials in HTTP headers of any notation, and after the name of an
 * authentication scheme. The credentials need not be known. Sentences about credentials
 * stay. Each expression starts with a keyword and backtracks little, so that no text
 * takes long.
 */
final class HeaderCredentials {

	private static final String ASSIGNED = "[\"'\\\\]{0,3}+\\h{0,2}+[:=>]{1,2}+[\\h\"'\\\\\\[({]{0,4}+";

	private static final String VALUE = "((?:\\[redacted]|[^\\s\"'`,;<>\\[\\](){}\\\\])++)";

	/**
	 * Has a digit or is longer than a word.
	 */
	private static final String TOKEN = "((?=[a-z._~+/=-]*+\\d)[a-z0-9._~+/=-]{8,}+|[a-z]{24,}+)";

	private static final List<HeaderCredentials> ALL = List.of(
			after("authorization", ASSIGNED + "(?:bearer|basic|token|apikey|api-key|negotiate)[\\h:=]{1,4}+" + VALUE),
			after("authorization", ASSIGNED + "(?:aws4-hmac-sha256|digest|hawk|oauth)\\h++(\\V++)"),
			after("authorization", ASSIGNED + "(?!aws4-)(?:[a-z0-9-]{1,30}\\h{1,2})??" + TOKEN),
			after("bearer", "(?<![a-z0-9]bearer)\\h++" + TOKEN),
			after("token", "(?<![a-z0-9]token)\\h++((?=[a-z_.-]*+\\d)[a-z0-9_.-]{20,}+)"),
			new HeaderCredentials("basic", "(?<![a-z0-9]basic)\\h++([a-z0-9+/_-]{8,}+={0,2}+)",
					(value) -> basicPasswordOf(value) != null),
			after("-token", "(?<=private-token|job-token|deploy-token)" + ASSIGNED + VALUE),
			after("x-", "(?<![a-z0-9-]x-)[a-z0-9-]{0,40}?(?:token|key|secret|signature|password)" + ASSIGNED + VALUE));

	private final String keyword;

	private final Pattern pattern;

	private final Predicate<String> condition;

	private HeaderCredentials(String keyword, String rest, Predicate<String> condition) {
		this.keyword = keyword;
		this.pattern = Pattern.compile(keyword + rest, Pattern.CASE_INSENSITIVE);
		this.condition = condition;
	}

	private static HeaderCredentials after(String keyword, String rest) {
		return new HeaderCredentials(keyword, rest, (value) -> true);
	}

	/**
	 * Mark the credentials in a text.
	 * @param target the text
	 */
	static void mark(MarkedText target) {
		String lowerCase = target.text().toLowerCase(Locale.ROOT);
		for (HeaderCredentials credentials : ALL) {
			if (lowerCase.contains(credentials.keyword)) {
				credentials.markIn(target);
			}
		}
	}

	private void markIn(MarkedText target) {
		Matcher matcher = this.pattern.matcher(target.text());
		while (matcher.find()) {
			if (this.condition.test(matcher.group(1))) {
				target.mark(matcher.start(1), matcher.end(1));
			}
		}
	}

	/**
	 * Return the password of credentials of the Basic scheme.
	 * @param text a text that may be base64 of a user and a password
	 * @return the password, or {@code null} if there is none
	 */
	static @Nullable String basicPasswordOf(String text) {
		String decoded = Base64Text.decode(text);
		if (decoded == null || ControlCharacters.areIn(decoded)) {
			return null;
		}
		int colon = decoded.indexOf(':');
		return (colon >= 0) ? decoded.substring(colon + 1) : null;
	}

}
