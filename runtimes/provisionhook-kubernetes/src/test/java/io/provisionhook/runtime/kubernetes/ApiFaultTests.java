package io.provisionhook.runtime.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.runtime.kubernetes.ApiProxy.Fault;
import io.provisionhook.runtime.kubernetes.ApiProxy.Request;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of an API server that refuses, fails, or whose answers are lost.
 */
@ExtendWith(KubernetesClusterExtension.class)
class ApiFaultTests {

	private static final String PODS = "/pods";

	private static final String SECRETS = "/secrets";

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final TestNamespace namespace;

	private final String id = Pods.id();

	private final String pod;

	private final ApiProxy proxy;

	private final KubernetesRuntime runtime;

	ApiFaultTests(TestNamespace namespace) throws Exception {
		this.namespace = namespace;
		this.pod = "Pod " + namespace.name() + "/provisionhook-" + this.id + "-1";
		this.proxy = new ApiProxy(namespace);
		this.runtime = Pods.shell(namespace, Pods.SLEEP)
			.kubeconfig(this.proxy.kubeconfig())
			.connectTimeout(Duration.ofSeconds(2))
			.build();
	}

	@AfterEach
	void removePods() {
		this.runtime.close();
		this.proxy.close();
		Pods.removeAll(this.namespace);
	}

	@Test
	void requestIsSentAgainAfterTheTimeThatAnOverloadedServerAsksFor() throws Exception {
		fail(2, (request) -> request.is("POST", PODS), Fault.of(429, "too many").withHeader("Retry-After", "1"));
		long begin = System.nanoTime();
		this.runtime.start(Pods.launch(this.id));
		assertThat(this.proxy.count("POST", PODS)).isEqualTo(3);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
	}

	@Test
	void requestThatAlwaysFailsIsSentAFewTimes() {
		fail(Integer.MAX_VALUE, (request) -> request.is("POST", PODS), Fault.of(503, "etcd is gone"));
		assertStartFails("the cluster can't create " + this.pod + ": etcd is gone");
		assertThat(this.proxy.count("POST", PODS)).isEqualTo(5);
		assertThat(this.log.lines()).containsExactly(
				"WARNING: It is not known whether the cluster has created " + this.pod + "; if so, it will be removed");
	}

	@Test
	void requestThatIsRefusedIsSentOnce() {
		fail(Integer.MAX_VALUE, (request) -> request.is("POST", PODS),
				Fault.of(403, "admission webhook \\\"agents.example.com\\\" denied the request: no agents on Sundays"));
		assertStartFails("the cluster can't create " + this.pod
				+ ": admission webhook \"agents.example.com\" denied the request: no agents on Sundays");
		assertThat(this.proxy.count("POST", PODS)).isEqualTo(1);
	}

	@Test
	void podWhoseCreationWasNotAnsweredIsUsed() throws Exception {
		fail(1, (request) -> request.is("POST", PODS), Fault.LOSE_ANSWER);
		this.runtime.start(Pods.launch(this.id));
		assertThat(this.runtime.isRunning(this.id)).isTrue();
		assertThat(this.proxy.count("POST", PODS)).isEqualTo(2);
	}

	@Test
	void podWhoseCreationIsNeverAnsweredIsRemoved() {
		fail(Integer.MAX_VALUE, (request) -> request.is("POST", PODS) || request.is("GET", PODS + "/"),
				Fault.LOSE_ANSWER);
		assertThatExceptionOfType(KubernetesException.class).isThrownBy(() -> this.runtime.start(Pods.launch(this.id)))
			.withMessageContaining(this.pod);
		this.proxy.faults((request) -> null);
		this.namespace.awaitEmpty();
	}

	@Test
	void podWhoseSecretIsRefusedIsRemoved() {
		fail(Integer.MAX_VALUE, (request) -> request.is("POST", SECRETS), Fault.of(403, "no Secrets here"));
		assertStartFails("the cluster can't create Secret " + this.namespace.name() + "/provisionhook-" + this.id
				+ "-1-0: no Secrets here");
		assertPodIsBeingDeleted();
	}

	@Test
	void podIsRemovedWhenTheFirstDeletionFails() {
		AtomicInteger deletions = new AtomicInteger();
		this.proxy.faults((request) -> {
			if (request.is("POST", SECRETS)) {
				return Fault.of(403, "no Secrets here");
			}
			boolean fails = request.is("DELETE", PODS) && deletions.incrementAndGet() <= 6;
			return fails ? Fault.of(500, "etcd is gone") : null;
		});
		assertStartFails("the cluster can't create Secret .*: no Secrets here");
		assertPodIsBeingDeleted();
		assertThat(deletions).hasValueGreaterThan(6);
		assertThat(this.log.lines())
			.containsExactly("WARNING: " + this.pod + " was not started and can't be removed yet:"
					+ " the cluster can't delete " + this.pod + ": etcd is gone");
	}

	@Test
	void deletionNamesTheUidAndIsSentAsDeletion() throws Exception {
		start(this.id);
		String uid = this.namespace.client()
			.pods()
			.inNamespace(this.namespace.name())
			.withName("provisionhook-" + this.id + "-1")
			.get()
			.getMetadata()
			.getUid();
		this.runtime.stop(this.id, 1);
		List<Request> deletions = this.proxy.requests()
			.stream()
			.filter((request) -> request.method().equals("DELETE"))
			.toList();
		assertThat(deletions).hasSize(2);
		assertThat(deletions.get(0).path()).endsWith("/pods/provisionhook-" + this.id + "-1");
		assertThat(deletions.get(0).body()).contains("\"preconditions\":{\"uid\":\"" + uid + "\"}");
		assertThat(deletions.get(1).path()).endsWith("/secrets/provisionhook-" + this.id + "-1-0");
		assertThat(deletions.get(1).body()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "503, 5", "403, 1" })
	void serverThatIsNotReadyDuringAStartDoesNotEndIt(int status, int answers) throws Exception {
		this.proxy.faults((request) -> {
			if (request.is("POST", SECRETS)) {
				this.proxy.faults((later) -> Fault.of(status, "not ready"));
				this.proxy.cut();
			}
			return null;
		});
		CompletableFuture<CompletionStage<WorkspaceExit>> start = CompletableFuture.supplyAsync(() -> start(this.id));
		Pods.patiently().until(() -> this.proxy.count("GET", PODS + "/provisionhook-"), (count) -> count > answers);
		assertThat(start).isNotDone();
		this.proxy.faults((request) -> null);
		assertThat(start.get()).isNotNull();
		assertThat(this.runtime.isRunning(this.id)).isTrue();
	}

	@Test
	void startThatIsInterruptedLeavesNothing() throws Exception {
		Thread starter = new Thread(() -> start(this.id));
		this.proxy.faults((request) -> {
			if (request.is("POST", SECRETS)) {
				starter.interrupt();
			}
			return null;
		});
		starter.start();
		starter.join();
		assertPodIsBeingDeleted();
	}

	private CompletionStage<WorkspaceExit> start(String workspaceId) {
		try {
			return this.runtime.start(Pods.launch(workspaceId, 1, Map.of("A", "b")));
		}
		catch (KubernetesException | InterruptedException ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	private void fail(int times, Predicate<Request> selection, Fault fault) {
		AtomicInteger made = new AtomicInteger();
		this.proxy.faults((request) -> (selection.test(request) && made.incrementAndGet() <= times) ? fault : null);
	}

	private void assertStartFails(String message) {
		assertThatExceptionOfType(KubernetesException.class)
			.isThrownBy(() -> this.runtime.start(Pods.launch(this.id, 1, Map.of("A", "b"))))
			.satisfies((failure) -> assertThat(failure.getMessage()).matches(message));
	}

	// A node may take a minute to let go of a Pod that has not started
	private void assertPodIsBeingDeleted() {
		Pods.patiently()
			.untilAsserted(() -> assertThat(
					this.namespace.client().pods().inNamespace(this.namespace.name()).list().getItems())
				.allSatisfy((left) -> assertThat(left.getMetadata().getDeletionTimestamp()).isNotNull()));
	}

}
