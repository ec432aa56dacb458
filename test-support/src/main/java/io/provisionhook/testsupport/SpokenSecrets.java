package io.provisionhook.testsupport;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What programs say about secrets that hold nothing back, in lines.
 */
public final class SpokenSecrets {

	private SpokenSecrets() {
	}

	/**
	 * Return all that a program may say about a secret: the whole of it and each part,
	 * encoded and cut, and cut after it was encoded.
	 * @param secret the secret
	 * @return the texts
	 */
	public static Set<String> of(SecretShape secret) {
		Set<String> spoken = new LinkedHashSet<>();
		Stream.concat(Stream.of(secret.text()), secret.parts().stream()).forEach((text) -> {
			spoken.addAll(EncodedSecrets.of(text));
			EncodedSecrets.of(text).forEach((encoded) -> spoken.addAll(cutsOf(encoded)));
		});
		return spoken;
	}

	/**
	 * Return what is left of a text that is too long for a message.
	 * @param text the text
	 * @return its beginnings, ends and middle pieces, and what programs put around those
	 */
	public static Set<String> cutsOf(String text) {
		Set<String> cuts = new LinkedHashSet<>();
		List<Function<String, String>> marks = new ArrayList<>(List.of((cut) -> cut + "...", (cut) -> cut + "…",
				(cut) -> cut + "[truncated", (cut) -> cut + " (truncated)", (cut) -> "'" + cut + "'"));
		for (int quarter = 1; quarter <= 3; quarter++) {
			int at = text.length() * quarter / 4;
			String beginning = text.substring(0, at);
			cuts.add(marks.get(quarter).apply(beginning));
			cuts.add(marks.get(quarter + 1).apply(beginning));
			cuts.add("..." + text.substring(at));
		}
		cuts.add(marks.get(0).apply(text.substring(0, text.length() * 3 / 4)));
		cuts.add("…" + text.substring(text.length() / 4, text.length() * 3 / 4) + "…");
		return cuts;
	}

}
