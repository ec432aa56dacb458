package io.provisionhook.integration.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.sample.SampleApplication;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does with the profile {@code kubernetes} what users of the sample do, with real Pods.
 */
@Tag("sample")
@ExtendWith(KubernetesClusterExtension.class)
class SampleInKubernetesTests {

	@TempDir
	private static Path directory;

	private static TestNamespace namespace;

	private static ConfigurableApplicationContext sample;

	@BeforeAll
	static void startSample(TestNamespace ofClass) {
		namespace = ofClass;
		sample = start();
	}

	@AfterAll
	static void stopSample() {
		sample.close();
	}

	private static ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(SampleApplication.class).profiles("kubernetes")
			.run("--server.port=0", "--SAMPLE_IMAGE=" + namespace.gitImage(),
					"--provisionhook.kubernetes.kubeconfig=" + namespace.kubeconfig(),
					"--sample.directory=" + directory);
	}

	private static WorkspaceHandler handler() {
		return sample.getBean(WorkspaceHandler.class);
	}

	@Test
	void commitInPodHasIdentityByRoleAndVariablesOfTenant() throws Exception {
		Workspace ended = await(create("default"), WorkspaceState.STOPPED);
		assertThat(ended.exitCode()).isZero();
		assertThat(logOf(ended.id()))
			.startsWith("commit of Review Agent <fix-login@workspaces.invalid>, committed by fix-login "
					+ "<fix-login@workspaces.invalid>\n")
			.contains("\nTENANT_NAME=Acme Corporation\n", "\nTRACEPARENT=00-");
	}

	@Test
	void podGoesOnWhileSampleIsRestarted() {
		String id = create("sleeper");
		await(id, WorkspaceState.RUNNING);
		sample.close();
		sample = start();
		assertThat(handler().get(id).state()).isEqualTo(WorkspaceState.RUNNING);
		patiently().untilAsserted(() -> assertThat(logOf(id)).isEqualTo("asleep\n"));
		assertThat(handler().stop(id).state()).isEqualTo(WorkspaceState.STOPPED);
		handler().restart(id);
		await(id, WorkspaceState.RUNNING);
		handler().stop(id);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void workspaceWhenTenantIsUnknownHasNoPod(CapturedOutput output) {
		String id = handler().create(WorkspaceRequest.named("fix-login").tenant("nowhere").build()).id();
		assertThat(await(id, WorkspaceState.FAILED).lastSampleError())
			.isEqualTo("provisionhook \"tenant-config\": unknown tenant \"nowhere\"; the tenants are acme, globex");
		assertThat(namespace.client().pods().withLabel("provisionhook.io/workspace", id).list().getItems()).isEmpty();
		patiently().untilAsserted(() -> assertThat(output).contains("Workspace '" + id + "'", "unknown tenant"));
	}

	private static String create(String template) {
		return handler()
			.create(WorkspaceRequest.named("fix-login").tenant("acme").role("reviewer").template(template).build())
			.id();
	}

	private static Workspace await(String id, WorkspaceState state) {
		return patiently().until(() -> handler().get(id), (workspace) -> workspace.state() == state);
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofMinutes(2));
	}

	private static String logOf(String id) throws IOException {
		return new String(handler().log(id).readAllBytes(), StandardCharsets.UTF_8);
	}

}
