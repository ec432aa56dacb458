package io.provisionhook.runtime.docker;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Builds {@link ContainerSettings}. Not thread-safe; {@code null} leaves unset.
 *
 * @since 0.1.0
 */
public final class ContainerSettingsBuilder {

	@Nullable String image;

	@Nullable List<String> entrypoint;

	@Nullable List<String> command;

	@Nullable Long memory;

	@Nullable BigDecimal cpus;

	@Nullable String network;

	@Nullable String user;

	@Nullable Boolean readOnly;

	@Nullable List<ContainerMount> mounts;

	final Map<String, String> labels = new LinkedHashMap<>();

	ContainerSettingsBuilder() {
	}

	/**
	 * Set the image; that of a request counts more.
	 * @param image the image
	 * @return this builder
	 */
	public ContainerSettingsBuilder image(@Nullable String image) {
		this.image = (image != null && !image.isBlank()) ? image : null;
		return this;
	}

	/**
	 * Set what is run instead of the image's entry point. The image's command goes with
	 * that.
	 * @param entrypoint the program and its first arguments
	 * @return this builder
	 */
	public ContainerSettingsBuilder entrypoint(@Nullable List<String> entrypoint) {
		this.entrypoint = (entrypoint != null) ? List.copyOf(entrypoint) : null;
		return this;
	}

	/**
	 * Set what is run instead of the image's command, or given to the entry point.
	 * @param command the program and its arguments, or arguments only
	 * @return this builder
	 */
	public ContainerSettingsBuilder command(@Nullable List<String> command) {
		this.command = (command != null) ? List.copyOf(command) : null;
		return this;
	}

	/**
	 * Set how much memory the container may use.
	 * @param bytes the number of bytes
	 * @return this builder
	 */
	public ContainerSettingsBuilder memory(@Nullable Long bytes) {
		this.memory = bytes;
		return this;
	}

	/**
	 * Set how much processor time the container may use.
	 * @param cpus the number of processors, for example 1.5
	 * @return this builder
	 */
	public ContainerSettingsBuilder cpus(@Nullable BigDecimal cpus) {
		this.cpus = cpus;
		return this;
	}

	/**
	 * Set the network of the container.
	 * @param network the name of a network, or {@code none} or {@code host}
	 * @return this builder
	 */
	public ContainerSettingsBuilder network(@Nullable String network) {
		this.network = network;
		return this;
	}

	/**
	 * Set the user that the command runs as.
	 * @param user a name or an id, and a group after a colon
	 * @return this builder
	 */
	public ContainerSettingsBuilder user(@Nullable String user) {
		this.user = user;
		return this;
	}

	/**
	 * Set whether the root of the container's file system may only be read.
	 * @param readOnly whether it may
	 * @return this builder
	 */
	public ContainerSettingsBuilder readOnly(@Nullable Boolean readOnly) {
		this.readOnly = readOnly;
		return this;
	}

	/**
	 * Set what is mounted.
	 * @param mounts the mounts
	 * @return this builder
	 */
	public ContainerSettingsBuilder mounts(@Nullable List<ContainerMount> mounts) {
		this.mounts = (mounts != null) ? List.copyOf(mounts) : null;
		return this;
	}

	/**
	 * Add labels.
	 * @param labels the labels; none may start with {@value ContainerLabels#PREFIX}
	 * @return this builder
	 */
	public ContainerSettingsBuilder labels(Map<String, String> labels) {
		ContainerLabels.requireFree(labels.keySet());
		this.labels.putAll(labels);
		return this;
	}

	/**
	 * Build the settings.
	 * @return the settings
	 */
	public ContainerSettings build() {
		return new ContainerSettings(this);
	}

}
