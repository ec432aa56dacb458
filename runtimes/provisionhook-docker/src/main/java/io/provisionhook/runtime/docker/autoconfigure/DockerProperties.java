package io.provisionhook.runtime.docker.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.provisionhook.runtime.docker.ContainerMount;
import io.provisionhook.runtime.docker.PullPolicy;
import io.provisionhook.runtime.docker.SecretDelivery;

/**
 * Settings of the runtime that starts workspaces as containers.
 *
 * @param host Address of the engine, such as "unix:///var/run/docker.sock". Resolved as
 * the docker command does by default.
 * @param context Docker context with the address of the engine. A host takes precedence.
 * @param owner Owner of the containers. Applications that share an engine need different
 * owners. Name of the application by default.
 * @param image Image of workspaces, unless their template or request has an image.
 * @param entrypoint Entry point that replaces the entry point and command of the image.
 * @param command Command that replaces the command of the image; arguments if there is an
 * entry point.
 * @param memory Maximum memory of a container.
 * @param cpus Maximum number of processors of a container, such as 1.5.
 * @param network Network of containers.
 * @param user User of the command, optionally with a group after a colon.
 * @param readOnly Whether the root file system of containers is read-only.
 * @param mounts Mounts of containers.
 * @param capDrop Linux capabilities to drop from the default set of the engine; empty to
 * drop none.
 * @param capAdd Linux capabilities to add after others have been dropped.
 * @param noNewPrivileges Whether to prevent programs in containers from gaining
 * privileges, for example by a set-user-ID bit.
 * @param pidsLimit Maximum number of processes and threads of a container; -1 for no
 * limit.
 * @param init Whether to run the engine's init as the first process of containers. It
 * forwards signals and reaps orphans.
 * @param securityOpt Additional security options, such as "apparmor=my-profile".
 * @param extraHosts Additional host names, each with a colon and an address, such as
 * "host.docker.internal:host-gateway" for the machine of the engine.
 * @param shmSize Size of /dev/shm.
 * @param labels Additional labels of containers.
 * @param required Names of required variables, without which no workspace starts; with
 * "|" between alternatives.
 * @param templates Templates by name, which override the general settings.
 * @param pull Policy for pulling images.
 * @param pullTimeout Maximum time for a pull.
 * @param pullStallTimeout Time without progress after which a pull is cancelled.
 * @param connectTimeout Maximum time to connect to the engine.
 * @param responseTimeout Maximum time for a response of the engine.
 * @param gracePeriod Time between the request to stop and the kill of a workspace, in
 * whole seconds.
 * @param outputLimit Maximum size of the output that is shown of a workspace. Older
 * output is omitted.
 * @param logDriver Log driver of containers; the default of the engine if not set.
 * @param logOptions Options of the log driver.
 * @param secrets Delivery of secret variables to containers.
 * @param retainedContainers Maximum number of ended containers to keep for their output
 * and exit code.
 */
@ConfigurationProperties(DockerProperties.PREFIX)
record DockerProperties(@Nullable String host, @Nullable String context, @Nullable String owner, @Nullable String image,
		@Nullable List<String> entrypoint, @Nullable List<String> command, @Nullable DataSize memory,
		@Nullable BigDecimal cpus, @Nullable String network, @Nullable String user, @Nullable Boolean readOnly,
		@Nullable List<Mount> mounts, @DefaultValue("ALL") List<String> capDrop, @DefaultValue List<String> capAdd,
		@DefaultValue("true") boolean noNewPrivileges, @DefaultValue("1024") long pidsLimit,
		@DefaultValue("true") boolean init, @DefaultValue List<String> securityOpt,
		@DefaultValue List<String> extraHosts, @Nullable DataSize shmSize, @DefaultValue Map<String, String> labels,
		@DefaultValue List<String> required, @DefaultValue Map<String, Template> templates,
		@DefaultValue("missing") PullPolicy pull, @DefaultValue("10m") Duration pullTimeout,
		@DefaultValue("3m") Duration pullStallTimeout, @DefaultValue("5s") Duration connectTimeout,
		@DefaultValue("30s") Duration responseTimeout, @DefaultValue("10s") Duration gracePeriod,
		@DefaultValue("256KB") DataSize outputLimit, @Nullable String logDriver,
		@DefaultValue Map<String, String> logOptions, @DefaultValue("environment") SecretDelivery secrets,
		@DefaultValue("200") int retainedContainers) {

	static final String PREFIX = "provisionhook.docker";

	Template defaults() {
		return new Template(this.image, this.entrypoint, this.command, this.memory, this.cpus, this.network, this.user,
				this.readOnly, this.mounts, this.capDrop, this.capAdd, this.noNewPrivileges, this.pidsLimit, this.init,
				this.securityOpt, this.extraHosts, this.shmSize, this.labels, this.required);
	}

	/**
	 * Settings of a template.
	 *
	 * @param image Image of workspaces, unless their request has an image.
	 * @param entrypoint Entry point that replaces the entry point and command of the
	 * image.
	 * @param command Command that replaces the command of the image; arguments if there
	 * is an entry point.
	 * @param memory Maximum memory of a container.
	 * @param cpus Maximum number of processors of a container, such as 1.5.
	 * @param network Network of containers.
	 * @param user User of the command, optionally with a group after a colon.
	 * @param readOnly Whether the root file system of containers is read-only.
	 * @param mounts Mounts of containers.
	 * @param capDrop Linux capabilities to drop from the default set of the engine; empty
	 * to drop none.
	 * @param capAdd Linux capabilities to add after others have been dropped.
	 * @param noNewPrivileges Whether to prevent programs in containers from gaining
	 * privileges, for example by a set-user-ID bit.
	 * @param pidsLimit Maximum number of processes and threads of a container; -1 for no
	 * limit.
	 * @param init Whether to run the engine's init as the first process of containers. It
	 * forwards signals and reaps orphans.
	 * @param securityOpt Additional security options, such as "apparmor=my-profile".
	 * @param extraHosts Additional host names, each with a colon and an address, such as
	 * "host.docker.internal:host-gateway" for the machine of the engine.
	 * @param shmSize Size of /dev/shm.
	 * @param labels Additional labels of containers.
	 * @param required Names of required variables, without which no workspace starts;
	 * with "|" between alternatives.
	 */
	record Template(@Nullable String image, @Nullable List<String> entrypoint, @Nullable List<String> command,
			@Nullable DataSize memory, @Nullable BigDecimal cpus, @Nullable String network, @Nullable String user,
			@Nullable Boolean readOnly, @Nullable List<Mount> mounts, @Nullable List<String> capDrop,
			@Nullable List<String> capAdd, @Nullable Boolean noNewPrivileges, @Nullable Long pidsLimit,
			@Nullable Boolean init, @Nullable List<String> securityOpt, @Nullable List<String> extraHosts,
			@Nullable DataSize shmSize, @DefaultValue Map<String, String> labels, @DefaultValue List<String> required) {
	}

	/**
	 * A mount of a container.
	 *
	 * @param type Type of the mount.
	 * @param source Directory or file on the machine of the engine, or name of the
	 * volume.
	 * @param target Path in the container.
	 * @param readOnly Whether the mount is read-only.
	 * @param size Maximum size of a tmpfs.
	 */
	record Mount(ContainerMount.Type type, @Nullable String source, String target,
			@DefaultValue("false") boolean readOnly, @Nullable DataSize size) {
	}

}
