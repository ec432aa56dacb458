package io.provisionhook.integration.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import org.jspecify.annotations.Nullable;

import io.provisionhook.runtime.docker.test.DockerEngine;

/**
 * A Docker engine that runs the workspaces of several hosts.
 */
final class DockerPlatform implements ContainerPlatform {

	private static final String LABEL = "io.provisionhook.";

	private final DockerEngine engine;

	private final @Nullable String network;

	private DockerPlatform(DockerEngine engine, @Nullable String network) {
		this.engine = engine;
		this.network = network;
	}

	/**
	 * Prepare an engine for a few workspaces, which share the network of the machine.
	 * @param engine the engine
	 * @return the platform
	 */
	static DockerPlatform small(DockerEngine engine) {
		return new DockerPlatform(engine, null);
	}

	/**
	 * Prepare an engine for many workspaces. All containers share the network of one:
	 * before 20.10.27, Docker has a deadlock if many that have one each begin and end at
	 * once, https://github.com/moby/moby/issues/46661
	 * @param engine the engine
	 * @return the platform
	 */
	static DockerPlatform large(DockerEngine engine) {
		String id = engine.client()
			.createContainerCmd(engine.images().busybox())
			.withCmd("sleep", "86400")
			.exec()
			.getId();
		engine.client().startContainerCmd(id).exec();
		return new DockerPlatform(engine, id);
	}

	/**
	 * Return the containers that run.
	 * @param client a client of the engine
	 * @param owner their owner
	 * @return the generation of each by workspace
	 */
	static Map<String, List<Long>> running(DockerClient client, String owner) {
		Map<String, List<Long>> running = new HashMap<>();
		for (Container container : containers(client, owner)) {
			Map<String, String> labels = container.getLabels();
			ContainerPlatform.add(running, labels.get(LABEL + "workspace"), labels.get(LABEL + "generation"));
		}
		return running;
	}

	private static List<Container> containers(DockerClient client, String owner) {
		return client.listContainersCmd()
			.withLabelFilter(List.of(LABEL + "workspace", LABEL + "owner=" + owner))
			.exec();
	}

	@Override
	public List<String> properties() {
		String network = (this.network != null) ? "container:" + this.network : "host";
		return List.of("provisionhook.docker.host=" + this.engine.host(),
				"provisionhook.docker.image=" + this.engine.images().busybox(),
				"provisionhook.docker.command=sleep,3600", "provisionhook.docker.pull=never",
				"provisionhook.docker.owner=" + this.engine.owner(), "provisionhook.docker.network=" + network,
				"provisionhook.docker.grace-period=100ms");
	}

	// The engine gives up if it has to stop many
	@Override
	public int maxStops() {
		return 10;
	}

	@Override
	public Map<String, List<Long>> running() {
		return running(this.engine.client(), this.engine.owner());
	}

	@Override
	public List<String> ids() {
		return containers(this.engine.client(), this.engine.owner()).stream().map(Container::getId).sorted().toList();
	}

	@Override
	public void close() {
		this.engine.removeContainers();
		if (this.network != null) {
			this.engine.client().removeContainerCmd(this.network).withForce(true).exec();
		}
	}

}
