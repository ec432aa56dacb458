package io.provisionhook.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does with the profile {@code docker} what users of the sample do, with real containers.
 */
@ExtendWith(DockerEngineExtension.class)
class SampleInDockerTests {

	@TempDir
	private Path directory;

	private DockerEngine engine;

	@BeforeEach
	void setEngine(DockerEngine engine) {
		this.engine = engine;
	}

	private ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(SampleApplication.class).profiles("docker")
			.run("--server.port=0", "--SAMPLE_IMAGE=" + this.engine.images().git(),
					"--provisionhook.docker.host=" + this.engine.host(), "--provisionhook.docker.grace-period=1s",
					"--sample.directory=" + this.directory);
	}

	@Test
	void commitInContainerHasIdentityByRoleAndVariablesOfTenant() throws Exception {
		try (ConfigurableApplicationContext sample = start()) {
			WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
			Workspace ended = await(handler, create(handler, "default"), WorkspaceState.STOPPED);
			assertThat(ended.exitCode()).isZero();
			assertThat(logOf(handler, ended.id()))
				.startsWith("commit of Review Agent <fix-login@workspaces.invalid>, committed by fix-login "
						+ "<fix-login@workspaces.invalid>\n")
				.contains("\nTENANT_NAME=Acme Corporation\n", "\nTRACEPARENT=00-");
		}
	}

	@Test
	void containerGoesOnWhileSampleIsRestarted() throws Exception {
		String id;
		try (ConfigurableApplicationContext sample = start()) {
			WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
			id = create(handler, "sleeper");
			await(handler, id, WorkspaceState.RUNNING);
		}
		try (ConfigurableApplicationContext sample = start()) {
			WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
			assertThat(handler.get(id).state()).isEqualTo(WorkspaceState.RUNNING);
			Awaitility.await().untilAsserted(() -> assertThat(logOf(handler, id)).isEqualTo("asleep\n"));
			assertThat(handler.stop(id).state()).isEqualTo(WorkspaceState.STOPPED);
			handler.restart(id);
			await(handler, id, WorkspaceState.RUNNING);
		}
	}

	@Test
	void workspaceOfUnknownTenantHasNoContainer() {
		try (ConfigurableApplicationContext sample = start()) {
			WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
			String id = handler.create(WorkspaceRequest.named("fix-login").tenant("nowhere").build()).id();
			assertThat(await(handler, id, WorkspaceState.FAILED).lastSampleError())
				.isEqualTo("provisionhook \"tenant-config\": unknown tenant \"nowhere\"; the tenants are acme, globex");
			assertThat(this.engine.client().listContainersCmd().withShowAll(true).exec()).isEmpty();
		}
	}

	private static String create(WorkspaceHandler handler, String template) {
		return handler
			.create(WorkspaceRequest.named("fix-login").tenant("acme").role("reviewer").template(template).build())
			.id();
	}

	private static Workspace await(WorkspaceHandler handler, String id, WorkspaceState state) {
		return Awaitility.await().until(() -> handler.get(id), (workspace) -> workspace.state() == state);
	}

	private static String logOf(WorkspaceHandler handler, String id) throws IOException {
		return new String(handler.log(id).readAllBytes(), StandardCharsets.UTF_8);
	}

}
