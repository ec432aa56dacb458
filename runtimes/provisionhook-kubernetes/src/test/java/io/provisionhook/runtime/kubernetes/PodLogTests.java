package io.provisionhook.runtime.kubernetes;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the output of Pods.
 */
@ExtendWith(KubernetesClusterExtension.class)
class PodLogTests {

	private final TestNamespace namespace;

	private final String id = Pods.id();

	PodLogTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	@AfterEach
	void removePods() {
		Pods.removeAll(this.namespace);
	}

	@Test
	void newestOutputIsShownUpToTheLimit() throws Exception {
		try (KubernetesRuntime runtime = Pods
			.shell(this.namespace,
					"i=0; while [ $i -lt 5000 ]; do i=$((i + 1)); "
							+ "echo \"line $i and some more text to fill it\"; done")
			.outputLimit(20_000)
			.build()) {
			Pods.exit(runtime.start(Pods.launch(this.id)));
			String output = Pods.output(runtime, this.id);
			assertThat(output).startsWith("[earlier output dropped]\nline ")
				.endsWith("\nline 5000 and some more text to fill it\n");
			assertThat(output.length()).isBetween(19_000, 20_000);
		}
	}

	@Test
	void longLinesAreShownWhole() throws Exception {
		try (KubernetesRuntime runtime = Pods
			.shell(this.namespace, "head -c 50000 /dev/zero | tr '\\0' 'x'; echo; echo end")
			.build()) {
			Pods.exit(runtime.start(Pods.launch(this.id)));
			assertThat(Pods.output(runtime, this.id)).isEqualTo("x".repeat(50_000) + "\nend\n");
		}
	}

	@Test
	void secretsAreRedactedAlsoAtTheEdgeOfTheLimit() throws Exception {
		String secret = "geheim-0123456789-geheim";
		try (KubernetesRuntime runtime = Pods
			.shell(this.namespace, "i=0; while [ $i -lt 300 ]; do i=$((i + 1)); printf \"$TOKEN\"; done; echo")
			.outputLimit(100)
			.build()) {
			Pods.exit(runtime.start(Pods.launch(this.id, 1, Map.of("TOKEN", secret), "TOKEN")));
			assertThat(Pods.output(runtime, this.id)).doesNotContain("0123");
		}
	}

	@Test
	void logOfPodWhoseSecretsAreGoneIsNotShownByAnotherHost() throws Exception {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "echo $TOKEN").build()) {
			Pods.exit(runtime.start(Pods.launch(this.id, 1, Map.of("TOKEN", "geheim-123"), "TOKEN")));
		}
		this.namespace.client().secrets().inNamespace(this.namespace.name()).withName(secretName()).delete();
		try (KubernetesRuntime next = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			CompletionStage<WorkspaceExit> exit = next.adopt(this.id, 1, SecretRedactor.of(Set.of())).orElseThrow();
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(0));
			assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> next.log(this.id))
				.withMessage("the log of Pod %s/provisionhook-%s-1 can't be shown, since its Secrets are gone and their"
						+ " values could be in it", this.namespace.name(), this.id);
		}
	}

	@Test
	void logOfPodThatWaitsSaysSo() throws Exception {
		Pod template = Pods.pod("localhost:1/agents/none:1", Pods.SLEEP);
		try (KubernetesRuntime runtime = Pods.on(this.namespace, PodSettings.of(template))
			.pullRetryTimeout(Duration.ofMinutes(2))
			.build()) {
			Thread start = new Thread(() -> start(runtime));
			start.start();
			Pods.patiently()
				.untilAsserted(() -> assertThatExceptionOfType(KubernetesException.class)
					.isThrownBy(() -> runtime.log(this.id).readAllBytes())
					.withMessageContaining("is waiting to start"));
			start.interrupt();
			start.join();
		}
	}

	private void start(KubernetesRuntime runtime) {
		try {
			runtime.start(Pods.launch(this.id));
		}
		catch (KubernetesException | InterruptedException ex) {
			// The test interrupts it
		}
	}

	private String secretName() {
		return "provisionhook-" + this.id + "-1-0";
	}

}
