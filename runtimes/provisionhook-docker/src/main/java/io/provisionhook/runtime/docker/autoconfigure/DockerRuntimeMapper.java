package io.provisionhook.runtime.docker.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.provisionhook.runtime.docker.ContainerMount;
import io.provisionhook.runtime.docker.ContainerSettings;
import io.provisionhook.runtime.docker.DockerRuntime;

/**
 * Maps properties to a runtime.
 */
final class DockerRuntimeMapper {

	private final DockerProperties properties;

	DockerRuntimeMapper(DockerProperties properties) {
		this.properties = properties;
	}

	DockerRuntime toRuntime(@Nullable String applicationName) {
		DockerRuntime.Builder builder = toBuilder(applicationName);
		boolean byContext = StringUtils.hasText(this.properties.context())
				&& !StringUtils.hasText(this.properties.host());
		return valid(byContext ? "context" : "host", builder::build);
	}

	DockerRuntime.Builder toBuilder(@Nullable String applicationName) {
		DockerRuntime.Builder builder = DockerRuntime.builder()
			.host(this.properties.host())
			.context(this.properties.context())
			.owner(owner(applicationName))
			.defaults(settings("", this.properties.defaults()))
			.pull(this.properties.pull())
			.secrets(this.properties.secrets());
		valid("pull-timeout", () -> builder.pullTimeout(this.properties.pullTimeout()));
		valid("pull-stall-timeout", () -> builder.pullStallTimeout(this.properties.pullStallTimeout()));
		valid("connect-timeout", () -> builder.connectTimeout(this.properties.connectTimeout()));
		valid("response-timeout", () -> builder.responseTimeout(this.properties.responseTimeout()));
		valid("grace-period", () -> builder.gracePeriod(this.properties.gracePeriod()));
		valid("output-limit", () -> builder.outputLimit(outputLimit()));
		valid("log-driver", () -> builder.logDriver(this.properties.logDriver(), this.properties.logOptions()));
		valid("retained-containers", () -> builder.retainedContainers(this.properties.retainedContainers()));
		this.properties.templates()
			.forEach((name, template) -> builder.template(name, settings("templates." + name + ".", template)));
		return builder;
	}

	private String owner(@Nullable String applicationName) {
		String owner = StringUtils.hasText(this.properties.owner()) ? this.properties.owner() : applicationName;
		return (owner != null && !owner.isBlank()) ? owner : "provisionhook";
	}

	private int outputLimit() {
		DataSize limit = this.properties.outputLimit();
		if (limit.toBytes() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException(limit.toMegabytes() + "MB is too large; it must be less than 2GB");
		}
		return (int) limit.toBytes();
	}

	private static ContainerSettings settings(String prefix, DockerProperties.Template template) {
		ContainerSettings.Builder builder = ContainerSettings.builder()
			.image(template.image())
			.entrypoint(template.entrypoint())
			.command(template.command())
			.memory(bytes(template.memory()))
			.cpus(template.cpus())
			.network(template.network())
			.user(template.user())
			.readOnly(template.readOnly())
			.mounts(mounts(prefix + "mounts", template.mounts()))
			.noNewPrivileges(template.noNewPrivileges())
			.init(template.init());
		valid(prefix + "cap-drop", () -> builder.capDrop(template.capDrop()));
		valid(prefix + "cap-add", () -> builder.capAdd(template.capAdd()));
		valid(prefix + "pids-limit", () -> builder.pidsLimit(template.pidsLimit()));
		valid(prefix + "required", () -> builder.require(template.required()));
		valid(prefix + "security-opt", () -> builder.securityOpt(template.securityOpt()));
		valid(prefix + "extra-hosts", () -> builder.extraHosts(template.extraHosts()));
		valid(prefix + "shm-size", () -> builder.shmSize(bytes(template.shmSize())));
		return valid(prefix + "labels", () -> builder.labels(template.labels())).build();
	}

	private static @Nullable List<ContainerMount> mounts(String name, @Nullable List<DockerProperties.Mount> mounts) {
		if (mounts == null) {
			return null;
		}
		List<ContainerMount> result = new ArrayList<>();
		for (DockerProperties.Mount mount : mounts) {
			result.add(valid(name + "[" + result.size() + "]", () -> mount(mount)));
		}
		return result;
	}

	private static ContainerMount mount(DockerProperties.Mount mount) {
		return new ContainerMount(mount.type(), mount.source(), mount.target(), mount.readOnly(), bytes(mount.size()));
	}

	private static <T> T valid(String name, Supplier<T> step) {
		try {
			return step.get();
		}
		catch (IllegalArgumentException ex) {
			throw new DockerPropertyException(DockerProperties.PREFIX + "." + name, ex);
		}
	}

	private static @Nullable Long bytes(@Nullable DataSize size) {
		return (size != null) ? size.toBytes() : null;
	}

}
