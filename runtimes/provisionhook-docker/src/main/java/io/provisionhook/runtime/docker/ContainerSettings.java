package io.provisionhook.runtime.docker;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.github.dockerjava.api.model.Capability;
import org.jspecify.annotations.Nullable;

import io.provisionhook.RequiredVariable;

/**
 * How a container is made. What is not set is left to the image or the engine, except for
 * what the container may do to the machine: unless told otherwise it has no capabilities,
 * can't gain privileges, and has at most {@value #DEFAULT_PIDS_LIMIT} processes below the
 * engine's init. Immutable. <pre class="code">
 * ContainerSettings settings = ContainerSettings.builder()
 *     .image("registry.example.com/agent:3")
 *     .memory(512L * 1024 * 1024)
 *     .build();</pre>
 *
 * @since 0.1.0
 */
public final class ContainerSettings {

	static final long DEFAULT_PIDS_LIMIT = 1024;

	private final @Nullable String image;

	private final @Nullable List<String> entrypoint;

	private final @Nullable List<String> command;

	private final @Nullable Long memory;

	private final @Nullable BigDecimal cpus;

	private final @Nullable String network;

	private final @Nullable String user;

	private final @Nullable Boolean readOnly;

	private final @Nullable List<ContainerMount> mounts;

	private final @Nullable List<Capability> capDrop;

	private final @Nullable List<Capability> capAdd;

	private final @Nullable Boolean noNewPrivileges;

	private final @Nullable Long pidsLimit;

	private final @Nullable Boolean init;

	private final @Nullable List<String> securityOpt;

	private final @Nullable List<String> extraHosts;

	private final @Nullable Long shmSize;

	private final Map<String, String> labels;

	private final List<RequiredVariable> required;

	ContainerSettings(ContainerSettingsBuilder builder) {
		this.image = builder.image;
		this.entrypoint = builder.entrypoint;
		this.command = builder.command;
		this.memory = builder.memory;
		this.cpus = builder.cpus;
		this.network = builder.network;
		this.user = builder.user;
		this.readOnly = builder.readOnly;
		this.mounts = builder.mounts;
		this.capDrop = builder.capDrop;
		this.capAdd = builder.capAdd;
		this.noNewPrivileges = builder.noNewPrivileges;
		this.pidsLimit = builder.pidsLimit;
		this.init = builder.init;
		this.securityOpt = builder.securityOpt;
		this.extraHosts = builder.extraHosts;
		this.shmSize = builder.shmSize;
		this.labels = Collections.unmodifiableMap(new LinkedHashMap<>(builder.labels));
		this.required = List.copyOf(builder.required);
	}

	/**
	 * Start building settings.
	 * @return a builder
	 */
	public static ContainerSettingsBuilder builder() {
		return new ContainerSettingsBuilder();
	}

	/**
	 * Return these settings with others on top.
	 * @param other settings that count more where they are set; their labels and required
	 * variables are added
	 * @return both together
	 */
	ContainerSettings with(ContainerSettings other) {
		ContainerSettingsBuilder both = builder();
		both.image = either(other.image, this.image);
		both.entrypoint = either(other.entrypoint, this.entrypoint);
		both.command = either(other.command, this.command);
		both.memory = either(other.memory, this.memory);
		both.cpus = either(other.cpus, this.cpus);
		both.network = either(other.network, this.network);
		both.user = either(other.user, this.user);
		both.readOnly = either(other.readOnly, this.readOnly);
		both.mounts = either(other.mounts, this.mounts);
		both.capDrop = either(other.capDrop, this.capDrop);
		both.capAdd = either(other.capAdd, this.capAdd);
		both.noNewPrivileges = either(other.noNewPrivileges, this.noNewPrivileges);
		both.pidsLimit = either(other.pidsLimit, this.pidsLimit);
		both.init = either(other.init, this.init);
		both.securityOpt = either(other.securityOpt, this.securityOpt);
		both.extraHosts = either(other.extraHosts, this.extraHosts);
		both.shmSize = either(other.shmSize, this.shmSize);
		both.labels.putAll(this.labels);
		both.labels.putAll(other.labels);
		both.required.addAll(this.required);
		both.required.addAll(other.required);
		return both.build();
	}

	private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
		return (first != null) ? first : second;
	}

	@Nullable String image() {
		return this.image;
	}

	String requiredImage() {
		return Objects.requireNonNull(this.image, "'image' must not be null");
	}

	@Nullable List<String> entrypoint() {
		return this.entrypoint;
	}

	@Nullable List<String> command() {
		return this.command;
	}

	@Nullable Long memory() {
		return this.memory;
	}

	@Nullable Long nanoCpus() {
		return (this.cpus != null) ? this.cpus.movePointRight(9).longValue() : null;
	}

	@Nullable String network() {
		return this.network;
	}

	@Nullable String user() {
		return this.user;
	}

	boolean readOnly() {
		return Boolean.TRUE.equals(this.readOnly);
	}

	List<ContainerMount> mounts() {
		return Objects.requireNonNullElse(this.mounts, List.of());
	}

	List<Capability> capDrop() {
		return Objects.requireNonNullElse(this.capDrop, List.of(Capability.ALL));
	}

	List<Capability> capAdd() {
		return Objects.requireNonNullElse(this.capAdd, List.of());
	}

	boolean noNewPrivileges() {
		return !Boolean.FALSE.equals(this.noNewPrivileges);
	}

	long pidsLimit() {
		return Objects.requireNonNullElse(this.pidsLimit, DEFAULT_PIDS_LIMIT);
	}

	boolean init() {
		return !Boolean.FALSE.equals(this.init);
	}

	List<String> securityOpt() {
		return Objects.requireNonNullElse(this.securityOpt, List.of());
	}

	List<String> extraHosts() {
		return Objects.requireNonNullElse(this.extraHosts, List.of());
	}

	@Nullable Long shmSize() {
		return this.shmSize;
	}

	Map<String, String> labels() {
		return this.labels;
	}

	List<RequiredVariable> required() {
		return this.required;
	}

}
