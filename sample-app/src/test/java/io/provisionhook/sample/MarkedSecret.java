package io.provisionhook.sample;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The secrets that are hunted for, of all shapes, none of which turns up by itself.
 */
enum MarkedSecret {

	PLAIN("plain-Kq7vT2mZ"),

	QUOTED("quo\"ted-'Wn4x'-\\back\\\\slash$HOME"),

	PEM("""
			-----BEGIN MARKED KEY-----
			MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDZs3Xj8QpLm1Vt
			k5mJ2hYc7RfWx0bNn3aGdTqEoUiPlZvSyCwKeHrB4D6gM9xIuQfA+1/tOjL8XcVz
			-----END MARKED KEY-----
			"""),

	URL_CHARACTERS("p@ss/Yb3w:rd?a=b&c#d%20+e f"),

	JSON("{\"client_secret\":\"Jr5s-9f8e7d\",\"scopes\":[1]}"),

	UNICODE("пароль-Ü-密码-🔑-Lm8p"),

	BASE64("c2VjcmV0LU5jM3gtbG9va3MtbGlrZS1iYXNlNjQ="),

	PASSWORD("url-password-Ew3z"),

	INNOCENT_NAME("innocent-name-Vx6k"),

	TELLING_NAME("telling-name-Gd2q"),

	OVERRIDE("override-Pj8u"),

	GLOBAL("global-Rf1n"),

	OF_WORKSPACE("of-workspace-Hb4j"),

	FETCHED("fetched-Tz9h"),

	WITH_NUL("with-nul-Uy7d"),

	PART_OF_NAME("part-of-name-Cs5w");

	private final String value;

	MarkedSecret(String value) {
		this.value = value;
	}

	String value() {
		return this.value;
	}

	/**
	 * Return what a plugin would say that holds nothing back.
	 * @return a message with all secrets that get into the environment of a workspace
	 */
	static String told() {
		return Stream.of(values())
			.filter((secret) -> secret.compareTo(FETCHED) < 0)
			.map(MarkedSecret::value)
			.collect(Collectors.joining(" | ", "refused: ", ""));
	}

}
