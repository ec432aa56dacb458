package io.provisionhook.plugin.gitcredentials;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.workspace.SecretSource;

/**
 * The ways to set one secret, of which exactly one is used.
 */
final class SecretChoice {

	private final Property parent;

	private final String system;

	private final List<String> names = new ArrayList<>();

	private @Nullable Property chosen;

	private @Nullable SecretValue value;

	/**
	 * Create a choice.
	 * @param parent the property that has the ways
	 * @param system what messages begin with
	 */
	SecretChoice(Property parent, String system) {
		this.parent = parent;
		this.system = system;
	}

	SecretChoice text(String name, @Nullable String value) {
		Property property = offer(name);
		if (StringUtils.hasText(value)) {
			if (!SecretValue.isOneLine(value)) {
				throw property.mistake("it has a line break or another control character", "Set it to one line.");
			}
			choose(property, new LiteralSecret(value));
		}
		return this;
	}

	SecretChoice file(String name, @Nullable String value) {
		Property property = offer(name);
		if (StringUtils.hasText(value)) {
			choose(property, SecretFile.of(value, this.system, property));
		}
		return this;
	}

	SecretChoice secret(String name, @Nullable String value, List<SecretSource> sources) {
		Property property = offer(name);
		if (StringUtils.hasText(value)) {
			choose(property, new NamedSecret(value, sources, this.system, property));
		}
		return this;
	}

	private Property offer(String name) {
		this.names.add(name);
		return this.parent.child(name);
	}

	private void choose(Property property, SecretValue value) {
		if (this.chosen != null) {
			throw property.mistake("it is set although " + this.chosen + " is, too",
					"Set exactly one of " + names() + ".");
		}
		this.chosen = property;
		this.value = value;
	}

	private String names() {
		return String.join(", ", this.names.stream().map((name) -> "'" + name + "'").toList());
	}

	/**
	 * Return the property that was used.
	 * @return the property; {@code null} if none was
	 */
	@Nullable Property chosen() {
		return this.chosen;
	}

	/**
	 * Return whether one of some ways was used.
	 * @param names the names of their properties, without the parent's
	 * @return whether the secret is from one of them
	 */
	boolean isOneOf(String... names) {
		return Arrays.stream(names).map(this.parent::child).anyMatch((property) -> property.equals(this.chosen));
	}

	/**
	 * Return the secret.
	 * @return the one that was set
	 * @throws io.provisionhook.plugin.internal.configuration.PluginConfigurationException
	 * if none was
	 */
	SecretValue get() {
		if (this.value == null) {
			throw this.parent.child(this.names.get(0))
				.mistake("it is not set", (this.names.size() > 1) ? "Set exactly one of " + names() + "." : "Set it.");
		}
		return this.value;
	}

}
