package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link RetainedContainers}.
 */
class RetainedContainersTests {

	private static final String HOST = "unix:///no-engine.sock";

	@Test
	void trimWhenRuntimeIsClosedMeanwhileFailsNoThread() throws IOException {
		Queue<Runnable> tasks = new ArrayDeque<>();
		DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(HOST).build();
		try (DockerClient client = DockerClientImpl.getInstance(config,
				new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build())) {
			EngineCalls calls = new EngineCalls(new EngineErrors(HOST), Duration.ofMinutes(1));
			Containers containers = new Containers(calls, client, new ContainerLabels("owner"));
			new RetainedContainers(containers, 1, tasks::add).trimSoon((id) -> false);
			calls.close();
			assertThatNoException().isThrownBy(() -> tasks.remove().run());
		}
	}

}
