package io.provisionhook.redaction;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds credentials in HTTP headers, however those are written down, and after the name
 * of an authentication scheme. Nobody has to know them; a sentence about them stays. Each
 * expression starts with a keyword and never reads anything again, so that no text takes
 * long.
 */
final class HeaderCredentials {

	private static final String ASSIGNED = "[\"'\\\\]{0,3}+\\h{0,2}+[:=>]{1,2}+[\\h\"'\\\\\\[({]{0,4}+";

	private static final String VALUE = "((?:\\[redacted]|[^\\s\"'`,;<>\\[\\](){}\\\\])++)";

	/**
	 * Has a digit or is long, other than a word.
	 */
	private static final String TOKEN = "((?=[a-z._~+/=-]*+\\d)[a-z0-9._~+/=-]{8,}+|[a-z]{24,}+)";

	private static final List<HeaderCredentials> ALL = List.of(
			after("authorization", ASSIGNED + "(?:bearer|basic|token|apikey|api-key|negotiate)[\\h:=]{1,4}+" + VALUE),
			after("authorization", ASSIGNED + "(?:aws4-hmac-sha256|digest|hawk|oauth)\\h++(\\V++)"),
			after("authorization", ASSIGNED + "(?!aws4-)(?:[a-z0-9-]{1,30}\\h{1,2})??" + TOKEN),
			after("bearer", "(?<![a-z0-9]bearer)\\h++" + TOKEN),
			after("token", "(?<![a-z0-9]token)\\h++((?=[a-z_.-]*+\\d)[a-z0-9_.-]{20,}+)"),
			new HeaderCredentials("basic", "(?<![a-z0-9]basic)\\h++([a-z0-9+/_-]{8,}+={0,2}+)", BasicCredentials::are),
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
	 * Mark what a text contains of them.
	 * @param redaction the text
	 */
	static void mark(Redaction redaction) {
		String lowerCase = redaction.text().toLowerCase(Locale.ROOT);
		for (HeaderCredentials credentials : ALL) {
			if (lowerCase.contains(credentials.keyword)) {
				credentials.markIn(redaction);
			}
		}
	}

	private void markIn(Redaction redaction) {
		Matcher matcher = this.pattern.matcher(redaction.text());
		while (matcher.find()) {
			if (this.condition.test(matcher.group(1))) {
				redaction.mark(matcher.start(1), matcher.end(1));
			}
		}
	}

}
