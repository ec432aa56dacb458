package io.provisionhook.sample;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.provisionhook.testsupport.EncodedSecrets;
import io.provisionhook.testsupport.SecretShape;
import io.provisionhook.testsupport.SpokenSecrets;

/**
 * What plugins and workspaces say that hold nothing back.
 */
final class SpokenTexts {

	// Before it is redacted; what is behind that is not looked at
	private static final int LONGEST_MESSAGE = 9_000;

	private SpokenTexts() {
	}

	/**
	 * Return a message that quotes each secret as it is.
	 * @return the message
	 */
	static String message() {
		return values().collect(Collectors.joining(" | ", "refused: ", ""));
	}

	private static Stream<String> values() {
		return Stream.concat(Stream.of(SecretShape.values()).map(SecretShape::text),
				Stream.of(MarkedSecret.values())
					.filter((secret) -> secret.compareTo(MarkedSecret.FETCHED) < 0)
					.map(MarkedSecret::value));
	}

	/**
	 * Return messages that quote each secret in each form, and cut in each way.
	 * @return the messages
	 */
	static List<String> messages() {
		List<String> messages = new ArrayList<>();
		StringBuilder message = new StringBuilder();
		for (String form : formsOf(values())) {
			if (message.length() + form.length() > LONGEST_MESSAGE) {
				messages.add(message.toString());
				message.setLength(0);
			}
			message.append((message.length() > 0) ? " | " : "refused: ").append(form);
		}
		messages.add(message.toString());
		return messages;
	}

	private static Set<String> formsOf(Stream<String> texts) {
		Set<String> forms = new LinkedHashSet<>();
		texts.forEach((text) -> {
			forms.addAll(EncodedSecrets.of(text));
			forms.addAll(SpokenSecrets.cutsOf(text));
		});
		return forms;
	}

	/**
	 * Return what a workspace prints that has its secrets from elsewhere.
	 * @return the lines
	 */
	static String output() {
		Stream<String> parts = Stream.of(SecretShape.values()).flatMap((secret) -> secret.parts().stream());
		return Stream
			.concat(formsOf(Stream.concat(values(), parts)).stream(),
					Stream.of(NotTakenOut.values()).map(NotTakenOut::text))
			.collect(Collectors.joining("\n", "", "\n"));
	}

}
