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
 * @param host Address of the engine, such as "unix:///var/run/docker.sock"; found as the
 * command line of Docker finds it unless set.
 * @param context Context of Docker's command line that says where the engine is; a host
 * counts more.
 * @param owner Whose containers these are; hosts that share an engine need different
 * ones. The name of the application unless set.
 * @param image Image that workspaces start, unless their template or request names one.
 * @param entrypoint What is run instead of the image's entry point.
 * @param command What is run instead of the image's command, or given to the entry point.
 * @param memory Memory that a container may use.
 * @param cpus Processors that a container may use, such as 1.5.
 * @param network Network of containers.
 * @param user User, and group after a colon, that the command runs as.
 * @param readOnly Whether the root of a container's file system may only be read.
 * @param mounts What is mounted into containers.
 * @param capDrop Linux capabilities of the engine's default set that containers do not
 * have; empty for none.
 * @param capAdd Linux capabilities that containers have nevertheless.
 * @param noNewPrivileges Whether programs in containers are kept from gaining privileges,
 * for example by a set-user-ID bit.
 * @param pidsLimit Maximum number of processes and threads of a container; -1 for no
 * limit.
 * @param init Whether the first process of a container is the engine's init, which passes
 * on signals and reaps orphans.
 * @param securityOpt Further security options, such as "apparmor=my-profile".
 * @param extraHosts Further names of hosts, each with a colon and an address, such as
 * "host.docker.internal:host-gateway" for the engine's machine.
 * @param shmSize Size of /dev/shm.
 * @param labels Further labels of containers.
 * @param required Names of variables without which no workspace is started; with "|"
 * between names if one of them is enough.
 * @param templates What a workspace can start, by the name that requests use; what is not
 * set is as above.
 * @param pull When images are pulled.
 * @param pullTimeout Time that a pull may take.
 * @param pullStallTimeout Time without progress after which a pull is given up.
 * @param connectTimeout Time that a connection to the engine may take.
 * @param responseTimeout Time that the engine has to answer.
 * @param gracePeriod Time that a workspace has to end by itself before it is killed; in
 * whole seconds.
 * @param outputLimit Output of a workspace that is shown, the newest.
 * @param logDriver Driver that keeps the output of containers; the engine's unless set.
 * @param logOptions Options of the driver.
 * @param secrets How the values of secret variables get into containers.
 * @param retainedContainers Number of ended containers that are kept for their output and
 * exit code.
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
	 * What a workspace can start.
	 *
	 * @param image Image to start, unless the request names one.
	 * @param entrypoint What is run instead of the image's entry point.
	 * @param command What is run instead of the image's command, or given to the entry
	 * point.
	 * @param memory Memory that a container may use.
	 * @param cpus Processors that a container may use, such as 1.5.
	 * @param network Network of containers.
	 * @param user User, and group after a colon, that the command runs as.
	 * @param readOnly Whether the root of a container's file system may only be read.
	 * @param mounts What is mounted into containers.
	 * @param capDrop Linux capabilities of the engine's default set that containers do
	 * not have; empty for none.
	 * @param capAdd Linux capabilities that containers have nevertheless.
	 * @param noNewPrivileges Whether programs in containers are kept from gaining
	 * privileges, for example by a set-user-ID bit.
	 * @param pidsLimit Maximum number of processes and threads of a container; -1 for no
	 * limit.
	 * @param init Whether the first process of a container is the engine's init, which
	 * passes on signals and reaps orphans.
	 * @param securityOpt Further security options, such as "apparmor=my-profile".
	 * @param extraHosts Further names of hosts, each with a colon and an address, such as
	 * "host.docker.internal:host-gateway" for the engine's machine.
	 * @param shmSize Size of /dev/shm.
	 * @param labels Further labels of containers.
	 * @param required Names of variables without which no workspace is started; with "|"
	 * between names if one of them is enough.
	 */
	record Template(@Nullable String image, @Nullable List<String> entrypoint, @Nullable List<String> command,
			@Nullable DataSize memory, @Nullable BigDecimal cpus, @Nullable String network, @Nullable String user,
			@Nullable Boolean readOnly, @Nullable List<Mount> mounts, @Nullable List<String> capDrop,
			@Nullable List<String> capAdd, @Nullable Boolean noNewPrivileges, @Nullable Long pidsLimit,
			@Nullable Boolean init, @Nullable List<String> securityOpt, @Nullable List<String> extraHosts,
			@Nullable DataSize shmSize, @DefaultValue Map<String, String> labels, @DefaultValue List<String> required) {
	}

	/**
	 * Something that a container sees at a path of its own.
	 *
	 * @param type What is mounted.
	 * @param source Directory or file of the engine's machine, or name of the volume.
	 * @param target Path in the container.
	 * @param readOnly Whether the container may only read it.
	 * @param size Size that a tmpfs may have.
	 */
	record Mount(ContainerMount.Type type, @Nullable String source, String target,
			@DefaultValue("false") boolean readOnly, @Nullable DataSize size) {
	}

}
