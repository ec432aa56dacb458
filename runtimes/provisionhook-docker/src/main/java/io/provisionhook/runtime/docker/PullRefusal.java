package io.provisionhook.runtime.docker;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Why an image could not be pulled, as far as the engine's words tell.
 */
enum PullRefusal {

	/**
	 * The registry wants other credentials, or does not say whether there is such an
	 * image. The latter is how registries usually answer, so it comes first.
	 */
	DENIED("unauthorized|denied|no basic auth|authentication required|forbidden|incorrect username",
			"the registry refuses image \"%s\": %s; check its name, and the credentials in Docker's config.json"),

	/**
	 * The registry does not have it.
	 */
	UNKNOWN("not found|manifest unknown|name unknown|does not exist|no such image",
			"the registry has no image \"%s\": %s; check its name and tag"),

	/**
	 * There is no such registry, or it does not talk to the engine.
	 */
	UNREACHABLE(
			"connection refused|no such host|no route|timeout|timed out|deadline|x509|tls|server misbehaving|eof|"
					+ "connection reset|http response to https",
			"the engine can't reach the registry of image \"%s\": %s"),

	/**
	 * Something else.
	 */
	OTHER("", "the engine can't pull image \"%s\": %s");

	private final Pattern words;

	private final String format;

	PullRefusal(String words, String format) {
		this.words = Pattern.compile(words);
		this.format = format;
	}

	static PullRefusal of(String message) {
		String text = message.toLowerCase(Locale.ROOT);
		return Stream.of(values()).filter((refusal) -> refusal.words.matcher(text).find()).findFirst().orElse(OTHER);
	}

	DockerEngineException toException(String image, String message, @Nullable String credentialsProblem) {
		String text = this.format.formatted(image, message);
		return new DockerEngineException(
				(credentialsProblem != null && this != UNREACHABLE) ? text + "; " + credentialsProblem : text);
	}

}
