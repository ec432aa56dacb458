package io.provisionhook;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;

/**
 * Request to create a workspace. Immutable; contains no secrets. All texts are printable
 * (no control characters, line separators, invisible characters or unpaired surrogates)
 * and limited in length: names, including the keys of labels and the names of variables,
 * to {@value PrintableText#MAX_NAME_LENGTH} characters, the image and the values of
 * labels to {@value #MAX_TEXT_LENGTH} characters. <pre class="code">
 * WorkspaceRequest request = WorkspaceRequest.named("fix-login")
 *     .template("default")
 *     .tenant("acme")
 *     .requiredVariables(Set.of("GITHUB_TOKEN"))
 *     .build();</pre>
 *
 * @param name the name of the workspace, not blank
 * @param image the image to start, for runtimes with images
 * @param template the template to start, for runtimes with templates
 * @param tenant the tenant that owns the workspace
 * @param role the role of the agent in the workspace
 * @param labels additional attributes by key; up to {@value #MAX_LABELS}
 * @param requiredVariables the variables that must be present for the workspace to start,
 * each in the syntax of {@link RequiredVariable#of}; up to
 * {@value #MAX_REQUIRED_VARIABLES}
 * @since 0.1.0
 */
public record WorkspaceRequest(String name, @Nullable String image, @Nullable String template, @Nullable String tenant,
		@Nullable String role, Map<String, String> labels, Set<String> requiredVariables) {

	/**
	 * Maximum length of an image and of the value of a label.
	 */
	public static final int MAX_TEXT_LENGTH = 1024;

	/**
	 * Maximum number of labels.
	 */
	public static final int MAX_LABELS = 64;

	/**
	 * Maximum number of required variables.
	 */
	public static final int MAX_REQUIRED_VARIABLES = 256;

	/**
	 * Create a request.
	 * @throws IllegalArgumentException if the name is blank, a text is not printable or a
	 * limit is exceeded; the message names the property and the limit
	 */
	public WorkspaceRequest {
		Objects.requireNonNull(name, "'name' must not be null");
		labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
		requiredVariables = Collections.unmodifiableSet(new LinkedHashSet<>(requiredVariables));
		if (name.chars().allMatch((c) -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
			throw new IllegalArgumentException("'name' must not be blank");
		}
		require("'name'", name, PrintableText.MAX_NAME_LENGTH);
		require("'image'", image, MAX_TEXT_LENGTH);
		require("'template'", template, PrintableText.MAX_NAME_LENGTH);
		require("'tenant'", tenant, PrintableText.MAX_NAME_LENGTH);
		require("'role'", role, PrintableText.MAX_NAME_LENGTH);
		requireSize("'labels'", labels.size(), MAX_LABELS);
		labels.forEach((key, value) -> {
			requireEntry("'labels'", "key", key, PrintableText.MAX_NAME_LENGTH);
			requireEntry("'labels'", "value", value, MAX_TEXT_LENGTH);
		});
		requireSize("'requiredVariables'", requiredVariables.size(), MAX_REQUIRED_VARIABLES);
		requiredVariables.forEach((variable) -> {
			requireEntry("'requiredVariables'", "name", variable, MAX_TEXT_LENGTH);
			RequiredVariable.of(variable);
		});
	}

	private static void require(String subject, @Nullable String text, int maxLength) {
		if (text != null) {
			PrintableText.require(subject, text, maxLength);
		}
	}

	private static void requireEntry(String subject, String kind, @Nullable String text, int maxLength) {
		if (text != null && text.length() > maxLength) {
			throw new IllegalArgumentException(
					subject + " must not have a " + kind + " of more than " + maxLength + " characters");
		}
		require(subject, text, maxLength);
	}

	private static void requireSize(String subject, int size, int maxSize) {
		if (size > maxSize) {
			throw new IllegalArgumentException(subject + " must not have more than " + maxSize + " entries");
		}
	}

	/**
	 * Create a builder of a request.
	 * @param name the name of the workspace, not blank
	 * @return the builder
	 */
	public static Builder named(String name) {
		return new Builder(name);
	}

	/**
	 * Builder of a {@link WorkspaceRequest}. Not thread-safe.
	 */
	public static final class Builder {

		private final String name;

		private @Nullable String image;

		private @Nullable String template;

		private @Nullable String tenant;

		private @Nullable String role;

		private final Map<String, String> labels = new LinkedHashMap<>();

		private final Set<String> requiredVariables = new LinkedHashSet<>();

		private Builder(String name) {
			this.name = name;
		}

		/**
		 * Set the image to start.
		 * @param image the image
		 * @return this builder
		 */
		public Builder image(@Nullable String image) {
			this.image = image;
			return this;
		}

		/**
		 * Set the template to start.
		 * @param template the template's name
		 * @return this builder
		 */
		public Builder template(@Nullable String template) {
			this.template = template;
			return this;
		}

		/**
		 * Set the tenant that owns the workspace.
		 * @param tenant the tenant
		 * @return this builder
		 */
		public Builder tenant(@Nullable String tenant) {
			this.tenant = tenant;
			return this;
		}

		/**
		 * Set the role of the agent in the workspace.
		 * @param role the role
		 * @return this builder
		 */
		public Builder role(@Nullable String role) {
			this.role = role;
			return this;
		}

		/**
		 * Add labels.
		 * @param labels the labels
		 * @return this builder
		 */
		public Builder labels(Map<String, String> labels) {
			this.labels.putAll(labels);
			return this;
		}

		/**
		 * Add variables that must be present for the workspace to start.
		 * @param names the names of the variables; {@code API_KEY|OAUTH_TOKEN} for
		 * alternatives
		 * @return this builder
		 */
		public Builder requiredVariables(Collection<String> names) {
			this.requiredVariables.addAll(names);
			return this;
		}

		/**
		 * Build the request.
		 * @return the request
		 * @throws IllegalArgumentException if the name is blank, a text is not printable
		 * or a limit is exceeded; the message names the property and the limit
		 */
		public WorkspaceRequest build() {
			return new WorkspaceRequest(this.name, this.image, this.template, this.tenant, this.role, this.labels,
					this.requiredVariables);
		}

	}

}
