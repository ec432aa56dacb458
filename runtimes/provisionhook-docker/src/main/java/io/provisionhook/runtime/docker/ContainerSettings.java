package io.provisionhook.runtime.docker;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How a container is made. What is not set is left to the image or the engine. Immutable.
 * <pre class="code">
 * ContainerSettings settings = ContainerSettings.builder()
 *     .image("registry.example.com/agent:3")
 *     .memory(512L * 1024 * 1024)
 *     .build();</pre>
 *
 * @since 0.1.0
 */
public final class ContainerSettings {

	private final Builder values;

	private ContainerSettings(Builder values) {
		this.values = values;
	}

	/**
	 * Start building settings.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return these settings with others on top.
	 * @param other settings that count more where they are set; their labels are added
	 * @return both together
	 */
	ContainerSettings with(ContainerSettings other) {
		Builder both = builder();
		both.image = either(other.values.image, this.values.image);
		both.entrypoint = either(other.values.entrypoint, this.values.entrypoint);
		both.command = either(other.values.command, this.values.command);
		both.memory = either(other.values.memory, this.values.memory);
		both.cpus = either(other.values.cpus, this.values.cpus);
		both.network = either(other.values.network, this.values.network);
		both.user = either(other.values.user, this.values.user);
		both.readOnly = either(other.values.readOnly, this.values.readOnly);
		both.mounts = either(other.values.mounts, this.values.mounts);
		both.labels.putAll(this.values.labels);
		both.labels.putAll(other.values.labels);
		return both.build();
	}

	private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
		return (first != null) ? first : second;
	}

	@Nullable String image() {
		return this.values.image;
	}

	String requiredImage() {
		return Objects.requireNonNull(this.values.image, "'image' must not be null");
	}

	@Nullable List<String> entrypoint() {
		return this.values.entrypoint;
	}

	@Nullable List<String> command() {
		return this.values.command;
	}

	@Nullable Long memory() {
		return this.values.memory;
	}

	@Nullable Long nanoCpus() {
		return (this.values.cpus != null) ? this.values.cpus.movePointRight(9).longValue() : null;
	}

	@Nullable String network() {
		return this.values.network;
	}

	@Nullable String user() {
		return this.values.user;
	}

	boolean readOnly() {
		return Boolean.TRUE.equals(this.values.readOnly);
	}

	List<ContainerMount> mounts() {
		return Objects.requireNonNullElse(this.values.mounts, List.of());
	}

	Map<String, String> labels() {
		return Collections.unmodifiableMap(this.values.labels);
	}

	/**
	 * Builds {@link ContainerSettings}. Not thread-safe; {@code null} leaves unset.
	 */
	public static final class Builder {

		private @Nullable String image;

		private @Nullable List<String> entrypoint;

		private @Nullable List<String> command;

		private @Nullable Long memory;

		private @Nullable BigDecimal cpus;

		private @Nullable String network;

		private @Nullable String user;

		private @Nullable Boolean readOnly;

		private @Nullable List<ContainerMount> mounts;

		private final Map<String, String> labels = new LinkedHashMap<>();

		private Builder() {
		}

		/**
		 * Set the image; that of a request counts more.
		 * @param image the image
		 * @return this builder
		 */
		public Builder image(@Nullable String image) {
			this.image = (image != null && !image.isBlank()) ? image : null;
			return this;
		}

		/**
		 * Set what is run instead of the image's entry point. The image's command goes
		 * with that.
		 * @param entrypoint the program and its first arguments
		 * @return this builder
		 */
		public Builder entrypoint(@Nullable List<String> entrypoint) {
			this.entrypoint = (entrypoint != null) ? List.copyOf(entrypoint) : null;
			return this;
		}

		/**
		 * Set what is run instead of the image's command, or given to the entry point.
		 * @param command the program and its arguments, or arguments only
		 * @return this builder
		 */
		public Builder command(@Nullable List<String> command) {
			this.command = (command != null) ? List.copyOf(command) : null;
			return this;
		}

		/**
		 * Set how much memory the container may use.
		 * @param bytes the number of bytes
		 * @return this builder
		 */
		public Builder memory(@Nullable Long bytes) {
			this.memory = bytes;
			return this;
		}

		/**
		 * Set how much processor time the container may use.
		 * @param cpus the number of processors, for example 1.5
		 * @return this builder
		 */
		public Builder cpus(@Nullable BigDecimal cpus) {
			this.cpus = cpus;
			return this;
		}

		/**
		 * Set the network of the container.
		 * @param network the name of a network, or {@code none} or {@code host}
		 * @return this builder
		 */
		public Builder network(@Nullable String network) {
			this.network = network;
			return this;
		}

		/**
		 * Set the user that the command runs as.
		 * @param user a name or an id, and a group after a colon
		 * @return this builder
		 */
		public Builder user(@Nullable String user) {
			this.user = user;
			return this;
		}

		/**
		 * Set whether the root of the container's file system may only be read.
		 * @param readOnly whether it may
		 * @return this builder
		 */
		public Builder readOnly(@Nullable Boolean readOnly) {
			this.readOnly = readOnly;
			return this;
		}

		/**
		 * Set what is mounted.
		 * @param mounts the mounts
		 * @return this builder
		 */
		public Builder mounts(@Nullable List<ContainerMount> mounts) {
			this.mounts = (mounts != null) ? List.copyOf(mounts) : null;
			return this;
		}

		/**
		 * Add labels.
		 * @param labels the labels; none may start with {@value ContainerLabels#PREFIX}
		 * @return this builder
		 */
		public Builder labels(Map<String, String> labels) {
			ContainerLabels.requireFree(labels.keySet());
			this.labels.putAll(labels);
			return this;
		}

		/**
		 * Build the settings.
		 * @return the settings
		 */
		public ContainerSettings build() {
			Builder copy = new Builder();
			copy.image = this.image;
			copy.entrypoint = this.entrypoint;
			copy.command = this.command;
			copy.memory = this.memory;
			copy.cpus = this.cpus;
			copy.network = this.network;
			copy.user = this.user;
			copy.readOnly = this.readOnly;
			copy.mounts = this.mounts;
			copy.labels.putAll(this.labels);
			return new ContainerSettings(copy);
		}

	}

}
