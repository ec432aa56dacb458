package io.provisionhook.runtime.docker;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.github.dockerjava.api.model.Capability;
import org.jspecify.annotations.Nullable;

import io.provisionhook.RequiredVariable;

/**
 * Builds {@link ContainerSettings}. Not thread-safe; {@code null} leaves unset.
 *
 * @since 0.1.0
 */
public final class ContainerSettingsBuilder {

	/**
	 * The number of processes that stands for no limit.
	 */
	public static final long UNLIMITED = -1;

	private static final String HOST_GATEWAY = "host-gateway";

	private static final String CAPABILITY_PREFIX = "CAP_";

	private static final Pattern SECURITY_OPT = Pattern
		.compile("apparmor=.+|label=.+|writable-cgroups=.+|seccomp=(unconfined|builtin|\\{.*})", Pattern.DOTALL);

	private static final Pattern EXTRA_HOST = Pattern.compile("[^:=\\s]+[:=](host-gateway|[0-9a-fA-F:.\\[\\]]+)");

	@Nullable String image;

	@Nullable List<String> entrypoint;

	@Nullable List<String> command;

	@Nullable Long memory;

	@Nullable BigDecimal cpus;

	@Nullable String network;

	@Nullable String user;

	@Nullable Boolean readOnly;

	@Nullable List<ContainerMount> mounts;

	@Nullable List<Capability> capDrop;

	@Nullable List<Capability> capAdd;

	@Nullable Boolean noNewPrivileges;

	@Nullable Long pidsLimit;

	@Nullable Boolean init;

	@Nullable List<String> securityOpt;

	@Nullable List<String> extraHosts;

	@Nullable Long shmSize;

	final Map<String, String> labels = new LinkedHashMap<>();

	final Set<RequiredVariable> required = new LinkedHashSet<>();

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
	 * Set which Linux capabilities of the engine's default set the container does not
	 * have; all of them if unset.
	 * @param names names such as {@code NET_RAW}, or {@code ALL}; an empty list drops
	 * none
	 * @return this builder
	 * @throws IllegalArgumentException if a name is unknown
	 */
	public ContainerSettingsBuilder capDrop(@Nullable List<String> names) {
		this.capDrop = (names != null) ? capabilities(names) : null;
		return this;
	}

	/**
	 * Set which Linux capabilities the container has nevertheless; none if unset.
	 * @param names names such as {@code NET_BIND_SERVICE}
	 * @return this builder
	 * @throws IllegalArgumentException if a name is unknown
	 */
	public ContainerSettingsBuilder capAdd(@Nullable List<String> names) {
		this.capAdd = (names != null) ? capabilities(names) : null;
		return this;
	}

	private static List<Capability> capabilities(List<String> names) {
		return names.stream().map(ContainerSettingsBuilder::capability).toList();
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
	 * Set whether programs of the container are kept from gaining privileges, for example
	 * by a set-user-ID bit; they are if unset.
	 * @param noNewPrivileges whether they are kept from it; {@code false} leaves it to
	 * the engine
	 * @return this builder
	 */
	public ContainerSettingsBuilder noNewPrivileges(@Nullable Boolean noNewPrivileges) {
		this.noNewPrivileges = noNewPrivileges;
		return this;
	}

	/**
	 * Set the maximum number of processes and threads of the container; 1024 if unset.
	 * @param limit the number; {@value #UNLIMITED} for no limit
	 * @return this builder
	 * @throws IllegalArgumentException if it is neither positive nor {@value #UNLIMITED}
	 */
	public ContainerSettingsBuilder pidsLimit(@Nullable Long limit) {
		if (limit != null && limit < 1 && limit != UNLIMITED) {
			throw new IllegalArgumentException("'pidsLimit' must be positive, or " + UNLIMITED + " for no limit");
		}
		this.pidsLimit = limit;
		return this;
	}

	/**
	 * Set whether the first process of the container is the engine's init, which passes
	 * on signals and reaps orphans; it is if unset.
	 * @param init whether it is; otherwise the command is the first process
	 * @return this builder
	 */
	public ContainerSettingsBuilder init(@Nullable Boolean init) {
		this.init = init;
		return this;
	}

	/**
	 * Set further security options; none if unset.
	 * @param options the options, such as {@code apparmor=my-profile} or
	 * {@code label=disable}; the value of {@code seccomp} is {@code unconfined},
	 * {@code builtin} or the JSON of a profile
	 * @return this builder
	 * @throws IllegalArgumentException if one is unknown
	 */
	public ContainerSettingsBuilder securityOpt(@Nullable List<String> options) {
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
	 * Set names of hosts that the container knows besides those of its network; none if
	 * unset.
	 * @param hosts each a name, a colon and an address, or {@code host-gateway} for the
	 * engine's machine: {@code host.docker.internal:host-gateway}
	 * @return this builder
	 * @throws IllegalArgumentException if one has another form
	 */
	public ContainerSettingsBuilder extraHosts(@Nullable List<String> hosts) {
		this.extraHosts = (hosts != null) ? hosts.stream().map(ContainerSettingsBuilder::extraHost).toList() : null;
		return this;
	}

	private static String extraHost(String host) {
		String text = host.strip();
		int end = EXTRA_HOST.matcher(text).matches() ? text.replace('=', ':').indexOf(':') : -1;
		String address = text.substring(end + 1).replaceAll("[\\[\\]]", "");
		if (end < 0 || !(address.equals(HOST_GATEWAY) || isAddress(address))) {
			throw new IllegalArgumentException("Extra host \"" + host
					+ "\" must be a name, a colon and an address, or \"" + HOST_GATEWAY + "\" instead of the address");
		}
		return text.substring(0, end) + ":" + address;
	}

	// It consists of digits, dots and colons, so no name is looked up
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
	 * Set the size of {@code /dev/shm}; 64 MB of the engine if unset.
	 * @param bytes the number of bytes
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public ContainerSettingsBuilder shmSize(@Nullable Long bytes) {
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
	public ContainerSettingsBuilder labels(Map<String, String> labels) {
		ContainerLabels.requireFree(labels.keySet());
		this.labels.putAll(labels);
		return this;
	}

	/**
	 * Add variables without which the command can't do its work, so that no workspace
	 * starts without them.
	 * @param names the names of the variables; {@code API_KEY|OAUTH_TOKEN} for one of
	 * several
	 * @return this builder
	 * @throws IllegalArgumentException if no variable can have such a name
	 */
	public ContainerSettingsBuilder require(Collection<String> names) {
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
