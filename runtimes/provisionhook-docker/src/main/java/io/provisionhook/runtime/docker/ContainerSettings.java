package io.provisionhook.runtime.docker;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import com.github.dockerjava.api.model.Capability;
import org.jspecify.annotations.Nullable;

import io.provisionhook.RequiredVariable;

/**
 * Settings of a container. The image or the engine has the defaults, except for the
 * isolation from the machine: by default a container has no capabilities, can't gain
 * privileges, and has at most {@value #DEFAULT_PIDS_LIMIT} processes below the engine's
 * init. Immutable. <pre class="code">
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

	private ContainerSettings(Builder builder) {
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
	 * Return a builder of settings.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return these settings, overridden by others.
	 * @param other the settings that take precedence; their labels and required variables
	 * are added
	 * @return the combined settings
	 */
	ContainerSettings with(ContainerSettings other) {
		Builder both = builder();
		both.image = firstNonNull(other.image, this.image);
		both.entrypoint = firstNonNull(other.entrypoint, this.entrypoint);
		both.command = firstNonNull(other.command, this.command);
		both.memory = firstNonNull(other.memory, this.memory);
		both.cpus = firstNonNull(other.cpus, this.cpus);
		both.network = firstNonNull(other.network, this.network);
		both.user = firstNonNull(other.user, this.user);
		both.readOnly = firstNonNull(other.readOnly, this.readOnly);
		both.mounts = firstNonNull(other.mounts, this.mounts);
		both.capDrop = firstNonNull(other.capDrop, this.capDrop);
		both.capAdd = firstNonNull(other.capAdd, this.capAdd);
		both.noNewPrivileges = firstNonNull(other.noNewPrivileges, this.noNewPrivileges);
		both.pidsLimit = firstNonNull(other.pidsLimit, this.pidsLimit);
		both.init = firstNonNull(other.init, this.init);
		both.securityOpt = firstNonNull(other.securityOpt, this.securityOpt);
		both.extraHosts = firstNonNull(other.extraHosts, this.extraHosts);
		both.shmSize = firstNonNull(other.shmSize, this.shmSize);
		both.labels.putAll(this.labels);
		both.labels.putAll(other.labels);
		both.required.addAll(this.required);
		both.required.addAll(other.required);
		return both.build();
	}

	private static <T> @Nullable T firstNonNull(@Nullable T first, @Nullable T second) {
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

	/**
	 * Builder of {@link ContainerSettings}. Values that are {@code null} are not set. Not
	 * thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		/**
		 * Number of processes that means no limit.
		 */
		public static final long UNLIMITED = -1;

		private static final String HOST_GATEWAY = "host-gateway";

		private static final String CAPABILITY_PREFIX = "CAP_";

		private static final Pattern SECURITY_OPT = Pattern
			.compile("apparmor=.+|label=.+|writable-cgroups=.+|seccomp=(unconfined|builtin|\\{.*})", Pattern.DOTALL);

		private static final Pattern EXTRA_HOST = Pattern.compile("[^:=\\s]+[:=](host-gateway|[0-9a-fA-F:.\\[\\]]+)");

		private @Nullable String image;

		private @Nullable List<String> entrypoint;

		private @Nullable List<String> command;

		private @Nullable Long memory;

		private @Nullable BigDecimal cpus;

		private @Nullable String network;

		private @Nullable String user;

		private @Nullable Boolean readOnly;

		private @Nullable List<ContainerMount> mounts;

		private @Nullable List<Capability> capDrop;

		private @Nullable List<Capability> capAdd;

		private @Nullable Boolean noNewPrivileges;

		private @Nullable Long pidsLimit;

		private @Nullable Boolean init;

		private @Nullable List<String> securityOpt;

		private @Nullable List<String> extraHosts;

		private @Nullable Long shmSize;

		private final Map<String, String> labels = new LinkedHashMap<>();

		private final Set<RequiredVariable> required = new LinkedHashSet<>();

		private Builder() {
		}

		/**
		 * Set the image; a request can override it.
		 * @param image the image
		 * @return this builder
		 */
		public Builder image(@Nullable String image) {
			this.image = (image != null && !image.isBlank()) ? image : null;
			return this;
		}

		/**
		 * Set the entry point, which replaces the entry point and the command of the
		 * image.
		 * @param entrypoint the program and its first arguments
		 * @return this builder
		 */
		public Builder entrypoint(@Nullable List<String> entrypoint) {
			this.entrypoint = (entrypoint != null) ? List.copyOf(entrypoint) : null;
			return this;
		}

		/**
		 * Set the command, which replaces the command of the image.
		 * @param command the arguments for the entry point, or the program and its
		 * arguments if there is no entry point
		 * @return this builder
		 */
		public Builder command(@Nullable List<String> command) {
			this.command = (command != null) ? List.copyOf(command) : null;
			return this;
		}

		/**
		 * Set the maximum memory of the container.
		 * @param bytes the number of bytes
		 * @return this builder
		 */
		public Builder memory(@Nullable Long bytes) {
			this.memory = bytes;
			return this;
		}

		/**
		 * Set the maximum number of processors of the container.
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
		 * Set the user of the command.
		 * @param user a name or an id, and optionally a group after a colon
		 * @return this builder
		 */
		public Builder user(@Nullable String user) {
			this.user = user;
			return this;
		}

		/**
		 * Set whether the root file system of the container is read-only.
		 * @param readOnly whether it is read-only
		 * @return this builder
		 */
		public Builder readOnly(@Nullable Boolean readOnly) {
			this.readOnly = readOnly;
			return this;
		}

		/**
		 * Set the mounts of the container.
		 * @param mounts the mounts
		 * @return this builder
		 */
		public Builder mounts(@Nullable List<ContainerMount> mounts) {
			this.mounts = (mounts != null) ? List.copyOf(mounts) : null;
			return this;
		}

		/**
		 * Set the Linux capabilities to drop from the engine's default set; all of them
		 * by default.
		 * @param names names such as {@code NET_RAW}, or {@code ALL}; an empty list drops
		 * none
		 * @return this builder
		 * @throws IllegalArgumentException if a name is unknown
		 */
		public Builder capDrop(@Nullable List<String> names) {
			this.capDrop = (names != null) ? capabilities(names) : null;
			return this;
		}

		/**
		 * Set the Linux capabilities to add after others have been dropped; none by
		 * default.
		 * @param names names such as {@code NET_BIND_SERVICE}
		 * @return this builder
		 * @throws IllegalArgumentException if a name is unknown
		 */
		public Builder capAdd(@Nullable List<String> names) {
			this.capAdd = (names != null) ? capabilities(names) : null;
			return this;
		}

		private static List<Capability> capabilities(List<String> names) {
			return names.stream().map(Builder::capability).toList();
		}

		private static Capability capability(String name) {
			String constant = name.strip().toUpperCase(Locale.ROOT);
			if (constant.startsWith(CAPABILITY_PREFIX)) {
				constant = constant.substring(CAPABILITY_PREFIX.length());
			}
			try {
				return Capability.valueOf(constant);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("Unknown capability \"" + name + "\"", ex);
			}
		}

		/**
		 * Set whether to prevent programs in the container from gaining privileges, for
		 * example by a set-user-ID bit; {@code true} by default.
		 * @param noNewPrivileges whether to prevent it; {@code false} for the default of
		 * the engine
		 * @return this builder
		 */
		public Builder noNewPrivileges(@Nullable Boolean noNewPrivileges) {
			this.noNewPrivileges = noNewPrivileges;
			return this;
		}

		/**
		 * Set the maximum number of processes and threads of the container; 1024 by
		 * default.
		 * @param limit the number; {@value #UNLIMITED} for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is neither positive nor
		 * {@value #UNLIMITED}
		 */
		public Builder pidsLimit(@Nullable Long limit) {
			if (limit != null && limit < 1 && limit != UNLIMITED) {
				throw new IllegalArgumentException("'pidsLimit' must be positive, or " + UNLIMITED + " for no limit");
			}
			this.pidsLimit = limit;
			return this;
		}

		/**
		 * Set whether to run the engine's init as the first process of the container. It
		 * forwards signals and reaps orphans. {@code true} by default.
		 * @param init whether to run the init; otherwise the command is the first process
		 * @return this builder
		 */
		public Builder init(@Nullable Boolean init) {
			this.init = init;
			return this;
		}

		/**
		 * Set additional security options; none by default.
		 * @param options the options, such as {@code apparmor=my-profile} or
		 * {@code label=disable}; the value of {@code seccomp} is {@code unconfined},
		 * {@code builtin} or the JSON of a profile
		 * @return this builder
		 * @throws IllegalArgumentException if an option is unknown
		 */
		public Builder securityOpt(@Nullable List<String> options) {
			if (options != null) {
				options.stream().filter((option) -> !SECURITY_OPT.matcher(option).matches()).forEach((option) -> {
					throw new IllegalArgumentException("Unknown security option \"" + option.replaceFirst("[=:].*", "")
							+ "\", or one without a value that fits; apparmor=<profile>, label=<label>, "
							+ "writable-cgroups=<true or false> and seccomp=<unconfined, builtin or JSON> can be set here");
				});
			}
			this.securityOpt = (options != null) ? List.copyOf(options) : null;
			return this;
		}

		/**
		 * Set additional host names for the container; none by default.
		 * @param hosts the host names, each with a colon and an address, or
		 * {@code host-gateway} for the engine's machine:
		 * {@code host.docker.internal:host-gateway}
		 * @return this builder
		 * @throws IllegalArgumentException if a host name or an address is invalid
		 */
		public Builder extraHosts(@Nullable List<String> hosts) {
			this.extraHosts = (hosts != null) ? hosts.stream().map(Builder::extraHost).toList() : null;
			return this;
		}

		private static String extraHost(String host) {
			String text = host.strip();
			int end = EXTRA_HOST.matcher(text).matches() ? text.replace('=', ':').indexOf(':') : -1;
			String address = text.substring(end + 1).replaceAll("[\\[\\]]", "");
			if (end < 0 || !(address.equals(HOST_GATEWAY) || isAddress(address))) {
				throw new IllegalArgumentException(
						"Extra host \"" + host + "\" must be a name, a colon and an address, or \"" + HOST_GATEWAY
								+ "\" instead of the address");
			}
			return text.substring(0, end) + ":" + address;
		}

		// The text has only digits, dots and colons, so no name is looked up
		private static boolean isAddress(String address) {
			try {
				return InetAddress.getByName(address).getHostAddress().contains(":")
						|| address.split("\\.", -1).length == 4;
			}
			catch (UnknownHostException ex) {
				return false;
			}
		}

		/**
		 * Set the size of {@code /dev/shm}; the engine's 64 MB by default.
		 * @param bytes the number of bytes
		 * @return this builder
		 * @throws IllegalArgumentException if the size is not positive
		 */
		public Builder shmSize(@Nullable Long bytes) {
			if (bytes != null && bytes < 1) {
				throw new IllegalArgumentException("'shmSize' must be positive");
			}
			this.shmSize = bytes;
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
		 * Add required variables. A workspace does not start if one of them is missing.
		 * @param names the names of the variables; {@code API_KEY|OAUTH_TOKEN} for one of
		 * several
		 * @return this builder
		 * @throws IllegalArgumentException if a name is invalid
		 */
		public Builder require(Collection<String> names) {
			names.stream().map(RequiredVariable::of).forEach(this.required::add);
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

}
