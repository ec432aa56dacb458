package io.provisionhook.integration.runtime;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;

/**
 * The Docker runtime in a host application that is killed.
 */
@ExtendWith(DockerEngineExtension.class)
class DockerCrashTests extends CrashContract {

	private DockerEngine engine;

	@BeforeEach
	void prepare(DockerEngine engine) {
		this.engine = engine;
	}

	@Override
	List<String> runtime() {
		return DockerPlatform.properties(this.engine, "host");
	}

	@Override
	void endAll() {
		this.engine.removeContainers();
	}

	@Override
	Map<String, Integer> running() {
		return counts(DockerPlatform.running(this.engine.client(), this.engine.owner()));
	}

}
