package io.provisionhook.redaction;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Splits a structured secret into its secret parts: JSON, URLs, connection strings, key
 * files, headers. Public parts, such as the host of a URL or a name in JSON, are left
 * out. Unrecognized text is secret. An encoded part is a part as it is and decoded.
 */
final class SecretParser {

	private static final int DEEPEST = 4;

	private static final Pattern KEY_HEADER = Pattern.compile("-----(?:BEGIN|END) [A-Z0-9 ]{1,60}-----");

	private static final String HOST = "(?:[A-Za-z0-9_-][A-Za-z0-9._-]*+|\\[[0-9A-Fa-f:.]++])(?::\\d{1,5}+)?+";

	/**
	 * Scheme, user, password, hosts and path.
	 */
	private static final Pattern URL = Pattern
		.compile("((?:[A-Za-z][A-Za-z0-9+.-]{0,30}:){1,4}+//)(?:([^\\s/?#:@\"'<>]*+)(?::([^\\s/?#<>]*))?@)?(" + HOST
				+ "(?:," + HOST + ")*+)(?=[/?#;\\s\"',()]|$)(/[^\\s?#;\"'<>]*+)?");

	/**
	 * The header of a section in a properties file.
	 */
	private static final Pattern SECTION = Pattern.compile("^\\h*+\\[[A-Za-z][A-Za-z0-9 _.-]{0,40}+\\]\\h*+$",
			Pattern.MULTILINE);

	private static final Pattern MARKUP = Pattern.compile("\\s*+<.+</[^<>]++>\\s*+", Pattern.DOTALL);

	/**
	 * A tag of markup without attributes other than namespaces, which may be secret.
	 */
	private static final Pattern TAG = Pattern.compile("</?[A-Za-z][A-Za-z0-9._:-]{0,60}+"
			+ "(?:\\s++(?:xmlns(?::\\w{1,20})?|xsi:schemaLocation)=\"[^\"<>]{0,300}+\")*+\\s*+/?>|<\\?xml[^<>]{0,80}+>");

	/**
	 * Text before the password in {@code .netrc}.
	 */
	private static final Pattern NETRC = Pattern.compile(
			"(?<!\\S)machine\\s++" + HOST + "\\s++login\\s++[\\w.@+-]++\\s++password\\s++(?!x-oauth-basic)(?=\\S{6})");

	/**
	 * Registry before a setting in {@code .npmrc}.
	 */
	private static final Pattern NPMRC = Pattern.compile("^//" + HOST + "(?=[/:])", Pattern.MULTILINE);

	private static final String NO_PASSWORD = "x-oauth-basic";

	/**
	 * A name and its value in a connection string, a query, a list of headers or a
	 * properties file.
	 */
	private static final Pattern ASSIGNMENT = Pattern
		.compile("(?:^|[;,&?:\\s])(?:export\\h++)?([A-Za-z_][A-Za-z0-9_.-]{0,60}+(?: [A-Za-z]{1,12}){0,2}?)"
				+ "\\h*+=(?!=)\\h*+([^;,&\\s\"']*+)", Pattern.MULTILINE);

	/**
	 * A name and its value on a line, in YAML and in headers.
	 */
	private static final Pattern LINE = Pattern.compile(
			"^\\h*+(?:(?:-|export)\\h++)?([A-Za-z][A-Za-z0-9_.-]{0,60}+)(?::(?:\\h++|$)|=(?!=))([^;,&\\s\"']*+)",
			Pattern.MULTILINE);

	private static final Pattern SCHEME = Pattern.compile("(?<![A-Za-z0-9])(?:bearer|basic)\\h++",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern PUBLIC_NAME = Pattern
		.compile("type|kind|alg|kty|crv|apiversion|universedomain|projectid|clientemail|host|hostname|server|datasource"
				+ "|address|addr|port|db|dbname|database|initialcatalog|driver|engine|region|protocol|scheme|sslmode"
				+ "|defaultendpointsprotocol|endpointsuffix|applicationname|accountname");

	/**
	 * Name of a user, which is public beside a password.
	 */
	private static final Pattern USER_NAME = Pattern.compile("user|username|userid|uid|login|email");

	private static final Pattern PUBLIC_VALUE = Pattern.compile("(?:tcp:)?+[\\p{Alnum}._@+-]*+(?::\\d{1,5})?+");

	private static final Pattern ANY_LINE = Pattern.compile(".+");

	/**
	 * A line of indented JSON, with a name, a text and another value.
	 */
	private static final Pattern JSON_LINE = Pattern
		.compile("\\s*+(?:\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*+:\\s*+)?(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([\\w.+-]++))?"
				+ "[\\[\\]{}\\s]*+,?\\s*+");

	/**
	 * A time of expiry or creation. Its stretches are in each line of a log.
	 */
	private static final Pattern TIMESTAMP = Pattern
		.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d[\\d:.]*+(?:Z|[+-][\\d:]{4,5})?+");

	/**
	 * Kind of a file, which is the same in all files of that kind.
	 */
	private static final Pattern KIND_NAME = Pattern.compile("type|kind|apiversion");

	private static final Pattern KIND_VALUE = Pattern.compile("[a-z][a-z0-9.-]{0,60}+/[A-Za-z][\\w.-]{0,40}+");

	/**
	 * Label in a file, which is a common word if it is short.
	 */
	private static final Pattern LABEL_NAME = Pattern.compile("name|cluster|context|currentcontext|namespace");

	private static final Pattern ADDRESS_NAME = Pattern.compile(".*(?:uri|url|endpoint)");

	private static final Pattern SECRET_NAME = Pattern
		.compile(".*(?:pass|pwd|secret|token|key|credential|auth|signature|sig).*");

	/**
	 * Escapes of quotes and other special characters in values.
	 */
	private static final List<Decoding> ESCAPES = List.of(Decoding.URL, Decoding.BACKSLASHES, Decoding.SINGLE_QUOTES,
			Decoding.DOUBLED, Decoding.MARKUP);

	private final Set<String> parts = new LinkedHashSet<>();

	private SecretParser() {
	}

	/**
	 * Return the secret parts of a secret.
	 * @param secret the secret
	 * @return the parts, or the secret itself if it has no structure
	 */
	static Set<String> partsOf(String secret) {
		SecretParser result = new SecretParser();
		result.add(secret, 0);
		return result.parts;
	}

	/**
	 * Return the lines of a structured secret that have secret text. Other lines are
	 * public, or the same in every file of that kind.
	 * @param secret the secret
	 * @return the lines, without blanks around them
	 */
	static List<String> secretLinesOf(String secret) {
		boolean isJson = isJson(secret);
		BitSet visible = new BitSet();
		if (!isJson) {
			markVisible(secret, visible);
		}
		List<String> lines = new ArrayList<>();
		Matcher line = ANY_LINE.matcher(secret);
		while (line.find()) {
			boolean isSecret = isJson ? isSecretJson(line.group()) : IntStream.range(line.start(), line.end())
				.anyMatch((at) -> !visible.get(at) && secret.charAt(at) != '/' && !isSeparator(secret.charAt(at)));
			if (isSecret) {
				lines.add(line.group().strip());
			}
		}
		return lines;
	}

	private static boolean isSecretJson(String line) {
		Matcher member = JSON_LINE.matcher(line);
		if (!member.matches()) {
			return true;
		}
		String name = (member.group(1) != null) ? member.group(1) : "";
		String value = (member.group(2) != null) ? member.group(2) : member.group(3);
		return value != null && !isPublic(name, value) && !isAddress(name, value);
	}

	private void add(String secret, int depth) {
		if (depth < DEEPEST && isJson(secret)) {
			addMembers(secret, depth + 1);
			return;
		}
		BitSet visible = new BitSet();
		markVisible(secret, visible);
		if (visible.isEmpty()) {
			addPart(secret, depth);
			return;
		}
		int start = visible.nextClearBit(0);
		while (start < secret.length()) {
			int next = visible.nextSetBit(start);
			int end = (next >= 0) ? next : secret.length();
			addPart(withoutSeparators(secret.substring(start, end)), depth);
			start = visible.nextClearBit(end);
		}
	}

	private void addPart(String part, int depth) {
		if (part.isEmpty() || TIMESTAMP.matcher(part).matches() || !this.parts.add(part) || depth == DEEPEST) {
			return;
		}
		for (Decoding escapes : ESCAPES) {
			if (escapes.appliesTo(part)) {
				add(decoded(escapes, part), depth + 1);
			}
		}
		if (part.indexOf('\n') >= 0) {
			part.lines().forEach((line) -> addPart(withoutSeparators(line), depth + 1));
		}
		String password = HeaderCredentials.basicPasswordOf(part);
		String text = (password != null) ? password : Base64Text.decode(part);
		if (text != null) {
			add(text, depth + 1);
		}
	}

	private static String withoutSeparators(String part) {
		int start = 0;
		int end = part.length();
		while (start < end && isSeparator(part.charAt(start))) {
			start++;
		}
		while (end > start && isSeparator(part.charAt(end - 1))) {
			end--;
		}
		return part.substring(start, end);
	}

	private static boolean isSeparator(char character) {
		return Character.isWhitespace(character) || ";,&?\"'{}".indexOf(character) >= 0;
	}

	private static String decoded(Decoding decoding, String text) {
		StringBuilder decoded = new StringBuilder();
		int at = 0;
		while (at < text.length()) {
			long character = decoding.decode(text, at);
			if (character == DecodedChar.NONE) {
				decoded.append(text.charAt(at++));
			}
			else {
				decoded.appendCodePoint(DecodedChar.codePoint(character));
				at = DecodedChar.end(character);
			}
		}
		return decoded.toString();
	}

	private static void markVisible(String secret, BitSet visible) {
		mark(KEY_HEADER.matcher(secret), 0, visible);
		boolean hasKey = !visible.isEmpty();
		markUrls(secret, visible);
		mark(NPMRC.matcher(secret), 0, visible);
		mark(NETRC.matcher(secret), 0, visible);
		if (MARKUP.matcher(secret).matches()) {
			mark(TAG.matcher(secret), 0, visible);
		}
		mark(SCHEME.matcher(secret), 0, visible);
		Matcher assignment = ASSIGNMENT.matcher(secret);
		boolean isList = assignment.results().anyMatch((result) -> isKnown(result.group(1)));
		assignment.reset();
		while (assignment.find()) {
			markName(assignment, visible, isList);
		}
		Matcher line = LINE.matcher(secret);
		boolean isFile = !hasKey && line.results().limit(2).count() == 2;
		line.reset();
		while (line.find()) {
			markName(line, visible, isFile);
			if (isFile && isA(LABEL_NAME, line.group(1)) && line.group(2).length() < SecretRedactor.STRETCH) {
				visible.set(line.start(2), line.end(2));
			}
		}
		if (isFile || isList) {
			mark(SECTION.matcher(secret), 0, visible);
		}
	}

	private static void mark(Matcher matcher, int group, BitSet visible) {
		while (matcher.find()) {
			visible.set(matcher.start(group), matcher.end(group));
		}
	}

	private static void markUrls(String secret, BitSet visible) {
		if (!secret.contains("://")) {
			return;
		}
		Matcher url = URL.matcher(secret);
		while (url.find()) {
			visible.set(url.start(1), url.end(1));
			if (url.group(2) == null) {
				visible.set(url.start(4), url.end(4));
				continue;
			}
			if (hasAt(secret, url.end(4))) {
				continue;
			}
			visible.set(url.start(4), url.end(4));
			String password = url.group(3);
			boolean hasPassword = password != null && password.length() >= SecretRedactor.MIN_LENGTH
					&& !password.equals(NO_PASSWORD);
			// The colon and the at sign as well
			visible.set(hasPassword ? url.start(2) : url.end(2), hasPassword ? url.start(3) : url.start(4));
			visible.set(url.start(4) - 1);
			if (url.group(5) != null) {
				visible.set(url.start(5), url.end(5));
			}
		}
	}

	// Then the host is part of a password with characters that end a host
	private static boolean hasAt(String secret, int start) {
		int at = start;
		while (at < secret.length() && !Character.isWhitespace(secret.charAt(at)) && !secret.startsWith("://", at)) {
			if (secret.charAt(at++) == '@') {
				return true;
			}
		}
		return false;
	}

	private static void markName(Matcher assignment, BitSet visible, boolean anyName) {
		String name = assignment.group(1);
		if (isPublic(name, assignment.group(2))) {
			visible.set(assignment.start(), assignment.end(2));
		}
		else if (anyName || isKnown(name)) {
			visible.set(assignment.start(), assignment.start(2));
		}
	}

	private static boolean isPublic(String name, String value) {
		return ((isPublicName(name) || isA(USER_NAME, name)) && PUBLIC_VALUE.matcher(value).matches())
				|| (isA(KIND_NAME, name) && KIND_VALUE.matcher(value).matches());
	}

	private static boolean isKnown(String name) {
		return Stream.of(PUBLIC_NAME, USER_NAME, ADDRESS_NAME, SECRET_NAME).anyMatch((known) -> isA(known, name));
	}

	/**
	 * Return whether the value under a name in a secret is public.
	 * @param name the name of a member or a field
	 * @return whether the value is no secret
	 */
	static boolean isPublicName(String name) {
		return isA(PUBLIC_NAME, name);
	}

	// The last word decides: DB_HOST, spring.datasource.username
	private static boolean isA(Pattern names, String name) {
		return names.matcher(normalized(name)).matches()
				|| names.matcher(normalized(name.replaceFirst(".*[^A-Za-z0-9]", ""))).matches();
	}

	private static String normalized(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	private static boolean isJson(String secret) {
		String text = secret.strip();
		boolean isObject = text.startsWith("{") && text.endsWith("}");
		boolean isArray = text.startsWith("[") && text.endsWith("]");
		return (isObject || isArray) && text.indexOf('"') >= 0;
	}

	private void addMembers(String json, int depth) {
		String name = "";
		int at = 0;
		while (at < json.length()) {
			int end = endOfToken(json, at);
			if (end == at) {
				at++;
				continue;
			}
			boolean quoted = json.charAt(at) == '"';
			String written = quoted ? json.substring(at + 1, Math.max(end - 1, at + 1)) : json.substring(at, end);
			String value = quoted ? decoded(Decoding.BACKSLASHES, written) : written;
			at = end;
			if (quoted && isFollowedByColon(json, end)) {
				name = value;
				continue;
			}
			addMember(name, value, depth);
			if (this.parts.contains(value)) {
				this.parts.add(written);
			}
		}
	}

	private void addMember(String name, String value, int depth) {
		int shortest = isA(SECRET_NAME, name) ? SecretRedactor.MIN_LENGTH : SecretRedactor.STRETCH;
		if (value.length() >= shortest && !isAddress(name, value) && !isPublic(name, value)) {
			add(value, depth);
		}
	}

	private static boolean isAddress(String name, String value) {
		return isA(ADDRESS_NAME, name) && value.indexOf('@') < 0 && value.indexOf('?') < 0;
	}

	private static int endOfToken(String json, int start) {
		int at = start;
		if (json.charAt(at) == '"') {
			at++;
			while (at < json.length() && json.charAt(at) != '"') {
				at += (json.charAt(at) == '\\') ? 2 : 1;
			}
			return Math.min(at + 1, json.length());
		}
		while (at < json.length() && "{}[],:\" \t\r\n".indexOf(json.charAt(at)) < 0) {
			at++;
		}
		return at;
	}

	private static boolean isFollowedByColon(String json, int end) {
		int at = end;
		while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
			at++;
		}
		return at < json.length() && json.charAt(at) == ':';
	}

}
