package io.provisionhook.integration.runtime;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;

/**
 * The Docker runtime in a host application that is killed.
 */
@ExtendWith(DockerEngineExtension.class)
class DockerCrashTests extends CrashContract {

	private static final String LABEL = "io.provisionhook.workspace";

	private DockerEngine engine;

	private String image;

	@BeforeEach
	void prepare(DockerEngine engine) {
		this.engine = engine;
		this.image = engine.images().busybox();
	}

	@Override
	List<String> runtime() {
		return List.of("provisionhook.docker.host=" + this.engine.host(), "provisionhook.docker.image=" + this.image,
				"provisionhook.docker.command=sleep,3600", "provisionhook.docker.pull=never",
				"provisionhook.docker.owner=" + this.engine.owner(), "provisionhook.docker.network=host",
				"provisionhook.docker.grace-period=100ms");
	}

	@Override
	void endAll() {
		this.engine.removeContainers();
	}

	@Override
	Map<String, Integer> running() {
		return this.engine.client()
			.listContainersCmd()
			.withLabelFilter(List.of(LABEL, "io.provisionhook.owner=" + this.engine.owner()))
			.exec()
			.stream()
			.collect(Collectors.toMap((container) -> container.getLabels().get(LABEL), (container) -> 1, Integer::sum));
	}

}
