package io.provisionhook.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Finds the mutator that a key is about. A name in brackets is exactly that of a mutator.
 * Otherwise it is compared as Spring Boot compares elements, by letters and digits and
 * without regard to case; and since an environment variable does not tell where the name
 * ends, that of a mutator may take several elements of it.
 */
final class MutatorKeys {

	static final ConfigurationPropertyName PARENT = PropertyKey.PREFIX.append("mutators");

	private static final int NAME = 2;

	private static final Set<String> MEMBERS = Set.of("enabled", "timeout", "onfailure", "required", "mayoverride",
			"maywrite");

	private MutatorKeys() {
	}

	/**
	 * Return the parent of the properties of a mutator.
	 * @param mutatorName the name of the mutator
	 * @return a name that ends with that of the mutator in brackets
	 */
	static ConfigurationPropertyName propertiesOf(String mutatorName) {
		return PARENT.append("[" + mutatorName + "]");
	}

	/**
	 * Return a key with the name of a mutator in brackets.
	 * @param key the key
	 * @param mutatorName the name of the mutator
	 * @return the key of the mutator; {@code null} if it is not about that mutator
	 */
	static @Nullable ConfigurationPropertyName resolve(PropertyKey key, String mutatorName) {
		ConfigurationPropertyName name = key.name();
		if (!PARENT.isAncestorOf(name)) {
			return null;
		}
		if (key.variable()) {
			return resolveVariable(name, mutatorName);
		}
		boolean same = isInBrackets(name) ? name.getElement(NAME, Form.ORIGINAL).equals(mutatorName)
				: matches(name.getElement(NAME, Form.ORIGINAL), mutatorName);
		return same ? propertiesOf(mutatorName).append(name.subName(NAME + 1)) : null;
	}

	// Spring Boot's own method is not public
	private static boolean isInBrackets(ConfigurationPropertyName name) {
		return name.chop(NAME + 1).isLastElementIndexed();
	}

	private static boolean matches(String key, String mutatorName) {
		String uniform = PropertyKey.uniform(mutatorName);
		return !uniform.isEmpty() && uniform.equals(PropertyKey.uniform(key));
	}

	private static @Nullable ConfigurationPropertyName resolveVariable(ConfigurationPropertyName name,
			String mutatorName) {
		StringBuilder written = new StringBuilder();
		for (int i = NAME; i < name.getNumberOfElements(); i++) {
			written.append(name.getElement(i, Form.ORIGINAL));
			String member = memberIn(name.subName(i + 1));
			if (member != null && matches(written.toString(), mutatorName)) {
				return propertiesOf(mutatorName).append(ConfigurationPropertyName.adapt(member, '.'));
			}
		}
		return null;
	}

	// No member has members, so on.failure is on-failure
	private static @Nullable String memberIn(ConfigurationPropertyName rest) {
		StringBuilder member = new StringBuilder();
		int index = rest.getNumberOfElements();
		while (index > 0 && rest.isNumericIndex(index - 1)) {
			index--;
		}
		for (int i = 0; i < index; i++) {
			member.append(rest.getElement(i, Form.ORIGINAL));
		}
		return MEMBERS.contains(member.toString()) ? member.toString() + rest.subName(index) : null;
	}

}
