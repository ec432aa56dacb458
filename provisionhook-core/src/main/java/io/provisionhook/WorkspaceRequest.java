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
 * What was asked for when a workspace was created. Immutable; holds no secrets. Each text
 * in it is {@linkplain PrintableText fit to be shown} and of bounded length: names have
 * up to {@value PrintableText#MAX_NAME_LENGTH} characters, and so do the keys of labels
 * and the names of variables; the image and the values of labels have up to
 * {@value #MAX_TEXT_LENGTH}. <pre class="code">
 * WorkspaceRequest request = WorkspaceRequest.named("fix-login")
 *     .template("default")
 *     .tenant("acme")
 *     .requiredVariables(Set.of("GITHUB_TOKEN"))
 *     .build();</pre>
 *
 * @param name the name of the workspace, not blank
 * @param image the image to start, if the runtime starts images
 * @param template the template to start, if the runtime has templates
 * @param tenant whom the workspace belongs to
 * @param role what the agent in the workspace is there for
 * @param labels further facts, by key; up to {@value #MAX_LABELS}
 * @param requiredVariables the variables without which the workspace must not start, each
 * as {@link RequiredVariable#of} reads it; up to {@value #MAX_REQUIRED_VARIABLES}
 * @since 0.1.0
 */
public record WorkspaceRequest(String name, @Nullable String image, @Nullable String template, @Nullable String tenant,
		@Nullable String role, Map<String, String> labels, Set<String> requiredVariables) {

	/**
	 * The number of characters that an image or the value of a label may have.
	 */
	public static final int MAX_TEXT_LENGTH = 1024;

	/**
	 * The number of labels that there may be.
	 */
	public static final int MAX_LABELS = 64;

	/**
	 * The number of required variables that there may be.
	 */
	public static final int MAX_REQUIRED_VARIABLES = 256;

	/**
	 * Create a request.
	 * @throws IllegalArgumentException if the name is blank, or a text can't be shown or
	 * is too long, or there are too many; the message names the property and the limit
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
	 * Start building a request.
	 * @param name the name of the workspace, not blank
	 * @return a builder
	 */
	public static Builder named(String name) {
		return new Builder(name);
	}

	/**
	 * Builds a {@link WorkspaceRequest}. Not thread-safe.
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
		 * Set whom the workspace belongs to.
		 * @param tenant the tenant
		 * @return this builder
		 */
		public Builder tenant(@Nullable String tenant) {
			this.tenant = tenant;
			return this;
		}

		/**
		 * Set what the agent in the workspace is there for.
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
		 * Add variables without which the workspace must not start.
		 * @param names the names of the variables; {@code API_KEY|OAUTH_TOKEN} for one of
		 * several
		 * @return this builder
		 */
		public Builder requiredVariables(Collection<String> names) {
			this.requiredVariables.addAll(names);
			return this;
		}

		/**
		 * Build the request.
		 * @return the request
		 * @throws IllegalArgumentException if the name is blank, or a text can't be shown
		 * or is too long, or there are too many; the message names the property and the
		 * limit
		 */
		public WorkspaceRequest build() {
			return new WorkspaceRequest(this.name, this.image, this.template, this.tenant, this.role, this.labels,
					this.requiredVariables);
		}

	}

}
