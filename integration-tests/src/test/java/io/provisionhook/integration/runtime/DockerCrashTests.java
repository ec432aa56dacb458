package io.provisionhook.integration.runtime;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;

/**
 * The Docker runtime in a host application that is killed.
 */
@ExtendWith(DockerEngineExtension.class)
class DockerCrashTests extends CrashContract {

	private final DockerPlatform platform;

	DockerCrashTests(DockerEngine engine) {
		this.platform = DockerPlatform.small(engine);
	}

	@Override
	List<String> runtime() {
		return this.platform.properties();
	}

	@Override
	void endAll() {
		this.platform.close();
	}

	@Override
	Map<String, Integer> running() {
		return counts(this.platform.running());
	}

}
