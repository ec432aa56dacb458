package io.provisionhook.integration.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;

import io.provisionhook.runtime.docker.test.DockerEngine;

/**
 * A Docker engine that runs the workspaces of several hosts.
 */
final class DockerPlatform implements ContainerPlatform {

	private static final String LABEL = "io.provisionhook.";

	private final DockerEngine engine;

	private final String image;

	private final String network;

	DockerPlatform(DockerEngine engine) {
		this.engine = engine;
		this.image = engine.images().busybox();
		this.network = startNetwork(engine, this.image);
	}

	// All containers share its network: before 20.10.27, Docker has a deadlock if many
	// that have one each begin and end at once, https://github.com/moby/moby/issues/46661
	private static String startNetwork(DockerEngine engine, String image) {
		String id = engine.client().createContainerCmd(image).withCmd("sleep", "86400").exec().getId();
		engine.client().startContainerCmd(id).exec();
		return id;
	}

	/**
	 * Return the properties of a host that uses an engine of the tests.
	 * @param engine the engine
	 * @param network the network of its containers
	 * @return the properties
	 */
	static List<String> properties(DockerEngine engine, String network) {
		return List.of("provisionhook.docker.host=" + engine.host(),
				"provisionhook.docker.image=" + engine.images().busybox(), "provisionhook.docker.command=sleep,3600",
				"provisionhook.docker.pull=never", "provisionhook.docker.owner=" + engine.owner(),
				"provisionhook.docker.network=" + network, "provisionhook.docker.grace-period=100ms");
	}

	/**
	 * Return the containers that run.
	 * @param client a client of the engine
	 * @param owner their owner
	 * @return the generation of each by workspace
	 */
	static Map<String, List<Long>> running(DockerClient client, String owner) {
		Map<String, List<Long>> running = new HashMap<>();
		for (Container container : client.listContainersCmd()
			.withLabelFilter(List.of(LABEL + "workspace", LABEL + "owner=" + owner))
			.exec()) {
			Map<String, String> labels = container.getLabels();
			ContainerPlatform.add(running, labels.get(LABEL + "workspace"), labels.get(LABEL + "generation"));
		}
		return running;
	}

	@Override
	public List<String> properties() {
		return properties(this.engine, "container:" + this.network);
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
	public void close() {
		this.engine.removeContainers();
		this.engine.client().removeContainerCmd(this.network).withForce(true).exec();
	}

}
