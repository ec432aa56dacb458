package io.provisionhook;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for when a workspace was created. Immutable; holds no secrets. No text
 * in it has control characters, so each can be shown on one line of a log.
 * <pre class="code">
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
 * @param labels further facts, by key
 * @param requiredVariables the variables without which the workspace must not start
 * @since 0.1.0
 */
public record WorkspaceRequest(String name, @Nullable String image, @Nullable String template, @Nullable String tenant,
		@Nullable String role, Map<String, String> labels, Set<String> requiredVariables) {

	/**
	 * Create a request.
	 * @throws IllegalArgumentException if the name is blank or a text has control
	 * characters
	 */
	public WorkspaceRequest {
		Objects.requireNonNull(name, "'name' must not be null");
		if (name.isBlank()) {
			throw new IllegalArgumentException("'name' must not be blank");
		}
		requireOneLine("name", name);
		requireOneLine("image", image);
		requireOneLine("template", template);
		requireOneLine("tenant", tenant);
		requireOneLine("role", role);
		labels.forEach((key, value) -> {
			requireOneLine("labels", key);
			requireOneLine("labels", value);
		});
		requiredVariables.forEach((variable) -> requireOneLine("requiredVariables", variable));
		labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
		requiredVariables = Collections.unmodifiableSet(new LinkedHashSet<>(requiredVariables));
	}

	private static void requireOneLine(String property, @Nullable String text) {
		if (text != null && text.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("'" + property + "' must not contain control characters");
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
		 * @param names the names of the variables
		 * @return this builder
		 */
		public Builder requiredVariables(Collection<String> names) {
			this.requiredVariables.addAll(names);
			return this;
		}

		/**
		 * Build the request.
		 * @return the request
		 * @throws IllegalArgumentException if the name is blank or a text has control
		 * characters
		 */
		public WorkspaceRequest build() {
			return new WorkspaceRequest(this.name, this.image, this.template, this.tenant, this.role, this.labels,
					this.requiredVariables);
		}

	}

}
