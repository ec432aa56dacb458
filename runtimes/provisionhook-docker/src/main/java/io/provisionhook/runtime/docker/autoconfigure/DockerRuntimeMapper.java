package io.provisionhook.runtime.docker.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import io.provisionhook.runtime.docker.ContainerMount;
import io.provisionhook.runtime.docker.ContainerSettings;
import io.provisionhook.runtime.docker.DockerRuntime;
import io.provisionhook.runtime.docker.DockerRuntimeBuilder;

/**
 * Makes a runtime of properties.
 */
final class DockerRuntimeMapper {

	private final DockerProperties properties;

	DockerRuntimeMapper(DockerProperties properties) {
		this.properties = properties;
	}

	DockerRuntime toRuntime(String applicationName) {
		DockerRuntimeBuilder builder = DockerRuntime.builder()
			.host(this.properties.host())
			.context(this.properties.context())
			.owner((this.properties.owner() != null) ? this.properties.owner() : applicationName)
			.defaults(settings(this.properties.defaults()))
			.pull(this.properties.pull())
			.pullTimeout(this.properties.pullTimeout())
			.connectTimeout(this.properties.connectTimeout())
			.responseTimeout(this.properties.responseTimeout())
			.gracePeriod(this.properties.gracePeriod())
			.outputLimit(Math.toIntExact(this.properties.outputLimit().toBytes()))
			.logDriver(this.properties.logDriver(), this.properties.logOptions())
			.secrets(this.properties.secrets())
			.retainedContainers(this.properties.retainedContainers());
		this.properties.templates().forEach((name, template) -> builder.template(name, settings(template)));
		return builder.build();
	}

	private static ContainerSettings settings(DockerProperties.Template template) {
		return ContainerSettings.builder()
			.image(template.image())
			.entrypoint(template.entrypoint())
			.command(template.command())
			.memory(bytes(template.memory()))
			.cpus(template.cpus())
			.network(template.network())
			.user(template.user())
			.readOnly(template.readOnly())
			.mounts(mounts(template.mounts()))
			.labels(template.labels())
			.build();
	}

	private static @Nullable List<ContainerMount> mounts(@Nullable List<DockerProperties.Mount> mounts) {
		return (mounts != null) ? mounts.stream().map(DockerRuntimeMapper::mount).toList() : null;
	}

	private static ContainerMount mount(DockerProperties.Mount mount) {
		return new ContainerMount(mount.type(), mount.source(), mount.target(), mount.readOnly(), bytes(mount.size()));
	}

	private static @Nullable Long bytes(@Nullable DataSize size) {
		return (size != null) ? size.toBytes() : null;
	}

}
