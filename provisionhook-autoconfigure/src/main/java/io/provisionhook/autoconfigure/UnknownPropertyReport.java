package io.provisionhook.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.Origin;

import io.provisionhook.autoconfigure.ProvisionhookProperties.UnknownProperties;

/**
 * Collects unknown properties, and fails the start or logs them.
 */
final class UnknownPropertyReport {

	private static final Log logger = LogFactory.getLog(UnknownPropertyReport.class);

	private static final int MAX_SHOWN = 10;

	private final Map<String, String> problems = new LinkedHashMap<>();

	private boolean fatal;

	/**
	 * Add a key.
	 * @param key the key
	 * @param problem the problem, as the rest of a sentence that begins with the key
	 * @param fatal whether the start fails even if the action is a warning
	 */
	void add(PropertyKey key, String problem, boolean fatal) {
		String text = key.variable() ? key.text() : key.text().replaceFirst("(\\[[0-9]+])+$", "");
		this.problems.putIfAbsent(text, key.variable() ? "Environment variable '" + text + "' " + problem
				: "Configuration property '" + text + "' (" + locationOf(key) + ") " + problem);
		this.fatal = this.fatal || fatal;
	}

	private static String locationOf(PropertyKey key) {
		Origin origin = key.origin();
		return (origin != null) ? origin.toString() : "property source '" + key.source().getName() + "'";
	}

	/**
	 * Suggest a property.
	 * @param key the key
	 * @param nearest the name of the property that is nearest to the key
	 * @return a question that ends the sentence of a problem, or a full stop
	 */
	static String didYouMean(PropertyKey key, Optional<ConfigurationPropertyName> nearest) {
		if (nearest.isEmpty()) {
			return ".";
		}
		ConfigurationPropertyName name = KnownProperties.withoutIndexes(nearest.get());
		List<String> brackets = IntStream.range(0, name.getNumberOfElements())
			.mapToObj((index) -> elementOf(name, index))
			.filter((element) -> element.startsWith("[") && !element.matches("\\[[0-9]+]"))
			.toList();
		if (!brackets.isEmpty() && !key.text().contains(brackets.get(0))) {
			return ": did you mean \"" + brackets.get(0) + "\", as in '" + textOf(name) + "'?";
		}
		return ": did you mean '" + (key.variable() ? variableOf(name) : textOf(name)) + "'?";
	}

	static String textOf(ConfigurationPropertyName name) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			String element = elementOf(name, i);
			text.append((i == 0 || element.startsWith("[")) ? "" : ".").append(element);
		}
		return text.toString();
	}

	// Without brackets where they make no difference
	private static String elementOf(ConfigurationPropertyName name, int index) {
		String element = name.getElement(index, Form.ORIGINAL);
		return (!name.isNumericIndex(index) && element.matches("[a-zA-Z0-9_-]+")) ? element : "[" + element + "]";
	}

	private static String variableOf(ConfigurationPropertyName name) {
		return IntStream.range(0, name.getNumberOfElements())
			.mapToObj((index) -> PropertyKey.normalize(name.getElement(index, Form.ORIGINAL)).toUpperCase(Locale.ROOT))
			.collect(Collectors.joining("_"));
	}

	/**
	 * Fail the start if there are problems, or log them.
	 * @param unknown the action
	 */
	void publish(UnknownProperties unknown) {
		if (!this.problems.isEmpty()) {
			List<String> all = List.copyOf(this.problems.values());
			if (this.fatal || unknown == UnknownProperties.FAIL) {
				String action = "Correct or remove these properties, or add the module or plugin that defines them.";
				throw new HookSetupException(describe(all), this.fatal ? action
						: action + " To start with unknown properties, set 'provisionhook.unknown-properties=warn'.");
			}
			all.forEach((problem) -> logger.warn("provisionhook: " + problem));
		}
	}

	private static String describe(List<String> problems) {
		String shown = problems.stream().limit(MAX_SHOWN).collect(Collectors.joining(System.lineSeparator()));
		int more = problems.size() - MAX_SHOWN;
		return (more > 0) ? shown + System.lineSeparator() + "and " + more + " more" : shown;
	}

}
