package io.provisionhook.sample;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.web.util.UriUtils;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a secret looks like where it was let through: as it is, each of its lines, and all
 * of that encoded. It does without anything of what takes secrets out, so that both can't
 * be wrong in the same way.
 */
final class SecretTrail {

	private static final int MIN_LENGTH = 6;

	private static final Pattern PERCENT = Pattern.compile("%[0-9A-F]{2}");

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final JsonMapper ASCII_JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	private final Set<String> forms = new LinkedHashSet<>();

	private SecretTrail() {
	}

	static SecretTrail of(String secret) {
		SecretTrail trail = new SecretTrail();
		Stream.concat(Stream.of(secret), secret.lines())
			.filter((part) -> part.length() >= MIN_LENGTH)
			.forEach(trail::addFormsOf);
		return trail;
	}

	/**
	 * Find out how a text gives the secret away.
	 * @param text any text, perhaps with an encoded secret that is wrapped
	 * @return the forms of the secret that are in it
	 */
	List<String> findIn(String text) {
		String unwrapped = text.lines().collect(Collectors.joining());
		return this.forms.stream().filter((form) -> text.contains(form) || unwrapped.contains(form)).toList();
	}

	private void addFormsOf(String part) {
		this.forms.add(part);
		addBase64(part.getBytes(StandardCharsets.UTF_8));
		addUrlEncoded(URLEncoder.encode(part, StandardCharsets.UTF_8));
		addUrlEncoded(UriUtils.encode(part, StandardCharsets.UTF_8));
		this.forms.add(withoutQuotes(JSON.writeValueAsString(part)));
		this.forms.add(withoutQuotes(ASCII_JSON.writeValueAsString(part)));
		this.forms.add(part.replace("'", "'\\''"));
		this.forms.add(part.replace("'", "'\"'\"'"));
	}

	/**
	 * Add the characters that depend on the secret alone, wherever in a longer text it
	 * was when that was encoded.
	 * @param secret the secret
	 */
	private void addBase64(byte[] secret) {
		for (int offset = 0; offset < 3; offset++) {
			byte[] shifted = new byte[offset + secret.length];
			System.arraycopy(secret, 0, shifted, offset, secret.length);
			String encoded = Base64.getEncoder().encodeToString(shifted);
			int end = (encoded.indexOf('=') >= 0) ? encoded.indexOf('=') - 1 : encoded.length();
			String middle = encoded.substring((offset > 0) ? offset + 1 : 0, end);
			this.forms.add(middle);
			this.forms.add(middle.replace('+', '-').replace('/', '_'));
		}
	}

	private void addUrlEncoded(String encoded) {
		this.forms.add(encoded);
		this.forms.add(PERCENT.matcher(encoded).replaceAll((match) -> match.group().toLowerCase(Locale.ROOT)));
	}

	private static String withoutQuotes(String json) {
		return json.substring(1, json.length() - 1);
	}

}
