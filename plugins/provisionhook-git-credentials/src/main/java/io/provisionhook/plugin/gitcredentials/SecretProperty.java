package io.provisionhook.plugin.gitcredentials;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.workspace.SecretSource;

/**
 * A secret with alternative properties: as text, in a file, or as the name of a secret of
 * the application. Exactly one of them must be set.
 */
final class SecretProperty {

	private final PropertyPath parent;

	private final String system;

	private final List<String> names = new ArrayList<>();

	private @Nullable PropertyPath chosen;

	private @Nullable ConfiguredSecret value;

	/**
	 * Create a secret without alternatives.
	 * @param parent the parent of the properties
	 * @param system the prefix of error messages
	 */
	SecretProperty(PropertyPath parent, String system) {
		this.parent = parent;
		this.system = system;
	}

	SecretProperty text(String name, @Nullable String value) {
		PropertyPath property = add(name);
		if (StringUtils.hasText(value)) {
			if (!ConfiguredSecret.isOneLine(value)) {
				throw property.invalid("it has a line break or another control character", "Set it to one line.");
			}
			choose(property, new LiteralSecret(value));
		}
		return this;
	}

	SecretProperty file(String name, @Nullable String value) {
		PropertyPath property = add(name);
		if (StringUtils.hasText(value)) {
			choose(property, SecretFile.of(value, this.system, property));
		}
		return this;
	}

	SecretProperty secret(String name, @Nullable String value, List<SecretSource> sources) {
		PropertyPath property = add(name);
		if (StringUtils.hasText(value)) {
			choose(property, new NamedSecret(value, sources, this.system, property));
		}
		return this;
	}

	private PropertyPath add(String name) {
		this.names.add(name);
		return this.parent.child(name);
	}

	private void choose(PropertyPath property, ConfiguredSecret value) {
		if (this.chosen != null) {
			throw property.invalid("it is set although " + this.chosen + " is, too",
					"Set exactly one of " + names() + ".");
		}
		this.chosen = property;
		this.value = value;
	}

	private String names() {
		return String.join(", ", this.names.stream().map((name) -> "'" + name + "'").toList());
	}

	/**
	 * Return the property that is set.
	 * @return the property; {@code null} if none is set
	 */
	@Nullable PropertyPath chosen() {
		return this.chosen;
	}

	/**
	 * Return whether one of some properties is set.
	 * @param names the names of the properties below the parent
	 * @return whether one of them is set
	 */
	boolean isOneOf(String... names) {
		return Arrays.stream(names).map(this.parent::child).anyMatch((property) -> property.equals(this.chosen));
	}

	/**
	 * Return the secret.
	 * @return the secret
	 * @throws io.provisionhook.plugin.internal.configuration.PluginConfigurationException
	 * if no property is set
	 */
	ConfiguredSecret get() {
		if (this.value == null) {
			throw this.parent.child(this.names.get(0))
				.invalid("it is not set", (this.names.size() > 1) ? "Set exactly one of " + names() + "." : "Set it.");
		}
		return this.value;
	}

	/**
	 * A secret in a property.
	 *
	 * @param value the secret
	 */
	record LiteralSecret(String value) implements ConfiguredSecret {

		@Override
		public String get(ProvisionContext context) {
			return this.value;
		}

		@Override
		public String toString() {
			return "LiteralSecret[redacted]";
		}

	}

	/**
	 * A secret of the host application. A secret of the workspace overrides a global one
	 * of the same name.
	 *
	 * @param name the name of the secret
	 * @param sources the sources of secrets of the application
	 * @param system the prefix of error messages
	 * @param property the property with the name
	 */
	record NamedSecret(String name, List<SecretSource> sources, String system,
			PropertyPath property) implements ConfiguredSecret {

		@Override
		public String get(ProvisionContext context) throws Exception {
			String value = Secret.withoutLineBreak(Objects.requireNonNullElse(find(context), ""));
			if (value.isEmpty()) {
				throw UpstreamException.ofRequest(this.system + ": there is no secret '" + this.name
						+ "', neither a global one nor one of the workspace; define it, or correct " + this.property,
						null);
			}
			if (!ConfiguredSecret.isOneLine(value)) {
				throw UpstreamException.ofRequest(
						this.system + ": the secret '" + this.name
								+ "' has a line break or another control character; correct it, or " + this.property,
						null);
			}
			return value;
		}

		private @Nullable String find(ProvisionContext context) throws Exception {
			String value = null;
			for (SecretSource source : this.sources) {
				value = source.globalSecrets().getOrDefault(this.name, value);
			}
			for (SecretSource source : this.sources) {
				value = source.workspaceSecrets(context.workspaceId(), context.request())
					.getOrDefault(this.name, value);
			}
			return value;
		}

	}

}
