package io.provisionhook.runtime.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.TmpfsOptions;
import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Makes the commands that create containers, without the variables.
 */
final class CreateCommandFactory {

	private final DockerClient client;

	private final ContainerLabels labels;

	private final @Nullable LogConfig logConfig;

	CreateCommandFactory(DockerClient client, ContainerLabels labels, @Nullable LogConfig logConfig) {
		this.client = client;
		this.labels = labels;
		this.logConfig = logConfig;
	}

	/**
	 * Return the log configuration for a driver.
	 * @param driver the name of the driver; {@code null} for the default of the engine
	 * @param options the options of the driver
	 * @return the configuration; {@code null} for the default of the engine
	 */
	static @Nullable LogConfig logConfig(@Nullable String driver, Map<String, String> options) {
		if (driver == null && options.isEmpty()) {
			return null;
		}
		LogConfig.LoggingType type = (driver != null) ? LogConfig.LoggingType.fromValue(driver) : null;
		if (driver != null && type == null) {
			throw new IllegalArgumentException("Unknown log driver \"" + driver + "\"");
		}
		return new LogConfig(type, Map.copyOf(options));
	}

	/**
	 * Make the command that creates a container.
	 * @param launch the workspace
	 * @param launchId the id of the launch
	 * @param settings the settings of the container
	 * @param image the image of the container
	 * @return the command
	 */
	CreateContainerCmd create(WorkspaceLaunch launch, String launchId, ContainerSettings settings,
			ContainerImage image) {
		HostConfig host = HostConfig.newHostConfig()
			.withReadonlyRootfs(settings.readOnly())
			.withCapDrop(settings.capDrop().toArray(new Capability[0]))
			.withCapAdd(settings.capAdd().toArray(new Capability[0]))
			.withPidsLimit(settings.pidsLimit())
			.withInit(settings.init())
			.withMounts(settings.mounts().stream().map(CreateCommandFactory::mount).toList());
		CreateContainerCmd command = this.client.createContainerCmd(image.name())
			.withName(ContainerClient.nameOf(launch.workspaceId()))
			.withLabels(this.labels.of(launch, launchId, settings.labels()))
			.withHostConfig(host);
		List<String> security = new ArrayList<>(settings.securityOpt());
		if (settings.noNewPrivileges()) {
			security.add("no-new-privileges");
		}
		host.withSecurityOpts(security);
		host.withExtraHosts(settings.extraHosts().toArray(new String[0]));
		ifSet(settings.shmSize(), host::withShmSize);
		ifSet(settings.memory(), host::withMemory);
		ifSet(settings.nanoCpus(), host::withNanoCPUs);
		ifSet(settings.network(), host::withNetworkMode);
		ifSet(this.logConfig, host::withLogConfig);
		ifSet(settings.user(), command::withUser);
		ifSet(settings.entrypoint(), (List<String> entrypoint) -> command.withEntrypoint(entrypoint));
		ifSet(settings.command(), (List<String> arguments) -> command.withCmd(arguments));
		return command;
	}

	private static <T> void ifSet(@Nullable T value, Consumer<T> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

	private static Mount mount(ContainerMount mount) {
		Mount result = new Mount().withTarget(mount.target()).withReadOnly(mount.readOnly());
		return switch (mount.type()) {
			case BIND -> result.withType(MountType.BIND).withSource(mount.source());
			case VOLUME -> result.withType(MountType.VOLUME).withSource(mount.source());
			case TMPFS ->
				result.withType(MountType.TMPFS).withTmpfsOptions(new TmpfsOptions().withSizeBytes(mount.size()));
		};
	}

}
