package io.provisionhook.runtime.docker;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DockerRuntime}: generations of a workspace on two hosts.
 */
@ExtendWith(DockerEngineExtension.class)
@Timeout(300)
class GenerationTests {

	private DockerEngine engine;

	private DockerRuntime runtime;

	private DockerRuntime other;

	@BeforeEach
	void start(DockerEngine engine) {
		this.engine = engine;
		this.runtime = Dockers.shell(engine, "sleep 600").build();
		this.other = Dockers.shell(engine, "sleep 600").build();
	}

	@AfterEach
	void close() {
		this.runtime.close();
		this.other.close();
		this.engine.removeContainers();
	}

	private static WorkspaceLaunch launch(long generation) {
		return new WorkspaceLaunch("w1", generation, WorkspaceRequest.named("demo").build(), Map.of(), Set.of(),
				SecretRedactor.of(Set.of()), RuntimeProgress.NONE);
	}

	@Test
	void laterGenerationIsNeitherStoppedNorRemovedByAnEarlierOne() throws Exception {
		this.runtime.start(launch(2));
		this.other.stop("w1", 1);
		this.other.remove("w1", 1);
		assertThat(this.runtime.isRunning("w1")).isTrue();
		this.other.stop("w1", 2);
		assertThat(this.runtime.isRunning("w1")).isFalse();
		this.other.remove("w1", 3);
		assertThat(this.runtime.workspaceIds()).isEmpty();
	}

	@Test
	void startRemovesTheContainerOfAnEarlierGeneration() throws Exception {
		this.other.start(launch(1));
		this.runtime.start(launch(2));
		assertThat(this.engine.containers()).singleElement()
			.satisfies(
					(container) -> assertThat(container.getLabels()).containsEntry("io.provisionhook.generation", "2"));
	}

	@Test
	void startFailsIfThereIsALaterGeneration() throws Exception {
		this.other.start(launch(2));
		assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> this.runtime.start(launch(1)))
			.withMessage("workspace 'w1' was started again meanwhile, in container provisionhook-w1 of generation 2");
		assertThat(this.engine.containers()).hasSize(1);
	}

	@Test
	void onlyTheGenerationOfTheRecordIsAdopted() throws Exception {
		this.other.start(launch(2));
		assertThat(this.runtime.adopt("w1", 1, SecretRedactor.of(Set.of()))).isEmpty();
		assertThat(this.runtime.adopt("w1", 3, SecretRedactor.of(Set.of()))).isEmpty();
		assertThat(this.runtime.adopt("w1", 2, SecretRedactor.of(Set.of()))).isPresent();
	}

	@Test
	void locationIsTheEngine() throws Exception {
		assertThat(this.runtime.location()).isEqualTo(this.other.location())
			.isEqualTo("docker " + this.engine.client().infoCmd().exec().getId());
	}

}
