package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.ProvisioningStep;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.runtime.docker.test.EngineEvents;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStateException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DockerRuntime} under a {@link WorkspaceHandler}: from the mutators to
 * a container, or to a cause.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ProvisionedContainerTests {

	/**
	 * The default template of the sample.
	 */
	private static final String COMMIT = """
			export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
			git -c init.defaultBranch=main init --quiet
			git commit --quiet --allow-empty --message "Start work"
			git log -1 --format="commit of %an <%ae>, committed by %cn <%ce>"
			env | sort | sed -n -e "/^TENANT_/p"
			""";

	private final DockerEngine engine;

	private final Registry registry = new Registry();

	ProvisionedContainerTests(DockerEngine engine) {
		this.engine = engine;
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void commitIsMadeInContainer(SecretDelivery delivery) throws Exception {
		this.registry.register(EnvMutator.of("tenant", (context, env) -> {
			env.put("TENANT_NAME", "Acme Corporation");
			env.putSecret("TENANT_KEY", "secret-key");
			env.prepend("PATH", "/opt/tools", ":");
		}));
		ContainerSettings settings = ContainerSettings.builder()
			.image(this.engine.images().git())
			.command(List.of("sh", "-euc", COMMIT))
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).secrets(delivery).build();
				WorkspaceHandler handler = handler(runtime);
				EngineEvents events = this.engine.record()) {
			Workspace workspace = ended(handler, create(handler));
			assertThat(log(handler, workspace)).isEqualTo("commit of demo <demo@workspaces.invalid>, committed by demo "
					+ "<demo@workspaces.invalid>\nTENANT_KEY=[redacted]\nTENANT_NAME=Acme Corporation\n");
			assertThat(workspace.state()).isEqualTo(WorkspaceState.STOPPED);
			assertThat(workspace.exitCode()).isZero();
			assertThat(workspace.lastSampleError()).isNull();
			assertThat(events.ofContainers()).contains("create", "start", "die");
		}
	}

	@Test
	void failingMutatorCreatesNoContainer() {
		this.registry.register(EnvMutator.of("vault", (context, env) -> {
			throw new IllegalStateException("sealed");
		}));
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build();
				WorkspaceHandler handler = handler(runtime);
				EngineEvents events = this.engine.record()) {
			assertFailed(handler, create(handler), "provisionhook \"vault\": sealed");
			assertThat(events.ofContainers()).isEmpty();
		}
	}

	@Test
	void failingStartLeavesNoContainer() {
		ContainerSettings settings = ContainerSettings.builder()
			.image(this.engine.images().busybox())
			.command(List.of("no-such-program"))
			.init(false)
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build();
				WorkspaceHandler handler = handler(runtime);
				EngineEvents events = this.engine.record()) {
			assertFailed(handler, create(handler), "start: program \"no-such-program\" of image \""
					+ "provisionhook-test/busybox:1\" can't be run: executable file not found in $PATH");
			assertThat(events.ofContainers()).containsExactly("create", "destroy");
		}
	}

	@Test
	void missingImageIsTheCause() {
		ContainerSettings settings = ContainerSettings.builder().image("provisionhook-test/missing:1").build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).pull(PullPolicy.NEVER).build();
				WorkspaceHandler handler = handler(runtime)) {
			assertFailed(handler, create(handler),
					"base environment: image \"provisionhook-test/missing:1\" is missing; "
							+ "pull or build it on the engine, or set another pull policy than \"never\"");
		}
	}

	@Test
	void unreachableEngineIsTheCause() {
		ContainerSettings settings = ContainerSettings.builder().image("busybox").build();
		try (DockerRuntime runtime = DockerRuntime.builder().host("tcp://127.0.0.1:1").defaults(settings).build();
				WorkspaceHandler handler = handler(runtime)) {
			assertFailed(handler, create(handler), "base environment: the Docker engine at tcp://127.0.0.1:1 can't be "
					+ "reached: Connection refused; is it running, and may this user talk to it?");
		}
	}

	@Test
	void reportHasTheStepsOfTheEngine() {
		try (DockerRuntime runtime = Dockers.shell(this.engine, "exit 0").build();
				WorkspaceHandler handler = handler(runtime)) {
			List<ProvisioningStep> steps = stepsOf(ended(handler, create(handler)));
			String look = "look for image \"" + this.engine.images().busybox() + "\"";
			assertThat(steps).extracting(ProvisioningStep::name)
				.containsExactly("queue", "base environment", look, "git identity", "mutators", "required variables",
						"store", "start", look, "look for an earlier container", "create container", "start container");
			assertThat(steps).filteredOn((step) -> step.kind() == Kind.RUNTIME)
				.allSatisfy((step) -> assertThat(step.duration()).isPositive());
			assertThat(steps).extracting(ProvisioningStep::outcome).containsOnly(MutatorOutcome.SUCCESS);
			ProvisioningStep start = steps.get(7);
			assertThat(end(steps.get(11))).isEqualTo(end(start));
		}
	}

	@Test
	void reportOfFailingStartEndsWithTheStepThatFailed() {
		ContainerSettings settings = ContainerSettings.builder()
			.image(this.engine.images().busybox())
			.command(List.of("no-such-program"))
			.init(false)
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build();
				WorkspaceHandler handler = handler(runtime)) {
			assertThat(stepsOf(settled(handler, create(handler))))
				.filteredOn((step) -> step.outcome() == MutatorOutcome.FAILURE)
				.extracting(ProvisioningStep::name)
				.containsExactly("start", "start container");
		}
	}

	@Test
	void reportOfFailingPullEndsWithThePull() {
		ContainerSettings settings = ContainerSettings.builder().image("127.0.0.1:1/agent:1").build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build();
				WorkspaceHandler handler = handler(runtime)) {
			assertThat(stepsOf(settled(handler, create(handler)))).extracting(ProvisioningStep::name)
				.containsExactly("queue", "base environment", "look for image \"127.0.0.1:1/agent:1\"",
						"pull image \"127.0.0.1:1/agent:1\"");
		}
	}

	private static List<ProvisioningStep> stepsOf(Workspace workspace) {
		return Objects.requireNonNull(workspace.report()).steps();
	}

	private static Duration end(ProvisioningStep step) {
		return step.startedAfter().plus(step.duration());
	}

	@Test
	void workspaceIsStoppedAndRestarted() throws Exception {
		this.registry.register(EnvMutator.of("counter", (context, env) -> env.put("RUN", "" + context.generation())));
		try (DockerRuntime runtime = Dockers.shell(this.engine, "echo run $RUN; " + Dockers.SLEEP).build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace running = settled(handler, create(handler));
			assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
			Dockers.patiently().until(() -> log(handler, running), "run 1\n"::equals);
			assertThat(handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
			assertThat(settled(handler, handler.restart(running.id())).state()).isEqualTo(WorkspaceState.RUNNING);
			Dockers.patiently().until(() -> log(handler, running), "run 2\n"::equals);
			handler.restart(running.id());
			Dockers.patiently()
				.until(() -> handler.get(running.id()),
						(current) -> current.generation() == 3 && current.state() == WorkspaceState.RUNNING);
			Dockers.patiently().until(() -> log(handler, running), "run 3\n"::equals);
			assertThat(this.engine.containers()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void containerThatSomebodyRestartsAfterItsEndIsStoppedAndReplaced(boolean renamed) throws Exception {
		try (DockerRuntime runtime = Dockers.shell(this.engine, Dockers.SLEEP).build();
				WorkspaceHandler handler = handler(runtime)) {
			String id = settled(handler, create(handler)).id();
			String container = "provisionhook-" + id;
			handler.stop(id);
			if (renamed) {
				this.engine.client().renameContainerCmd(container).withName("renamed-" + id).exec();
				container = "renamed-" + id;
			}
			this.engine.client().restartContainerCmd(container).exec();
			assertThat(handler.stop(id).state()).isEqualTo(WorkspaceState.STOPPED);
			assertThat(runtime.isRunning(id)).isFalse();
			assertThatExceptionOfType(WorkspaceStateException.class).isThrownBy(() -> handler.stop(id));
			this.engine.client().restartContainerCmd(container).exec();
			assertThat(settled(handler, handler.restart(id)).state()).isEqualTo(WorkspaceState.RUNNING);
			assertThat(this.engine.containers()).extracting((present) -> present.getNames()[0])
				.containsExactly("/provisionhook-" + id);
		}
	}

	@Test
	void workspaceWhoseContainerWasKilledForItsMemoryFailsWithTheLimit() {
		ContainerSettings settings = Dockers.settings(this.engine, "exec tail /dev/zero")
			.memory(32L * 1024 * 1024)
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build();
				WorkspaceHandler handler = handler(runtime)) {
			Workspace failed = ended(handler, create(handler));
			assertThat(failed.lastSampleError()).isEqualTo("exit: out of memory (limit 32 MB)");
			assertThat(failed.exitCode()).isEqualTo(137);
		}
	}

	@Test
	void secretInEnginesMessageIsRedacted() {
		this.registry.register(EnvMutator.of("secret", (context, env) -> env.putSecret("KEY", "no-such-program")));
		ContainerSettings settings = ContainerSettings.builder()
			.image(this.engine.images().busybox())
			.command(List.of("no-such-program"))
			.init(false)
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build();
				WorkspaceHandler handler = handler(runtime)) {
			assertFailed(handler, create(handler), "start: program \"[redacted]\" of image \""
					+ "provisionhook-test/busybox:1\" can't be run: executable file not found in $PATH");
		}
	}

	private WorkspaceHandler handler(DockerRuntime runtime) {
		WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build();
		handler.setEnvMutators(this.registry);
		return handler;
	}

	private static Workspace create(WorkspaceHandler handler) {
		return handler.create(WorkspaceRequest.named("demo").build());
	}

	private static Workspace settled(WorkspaceHandler handler, Workspace workspace) {
		return Dockers.patiently()
			.until(() -> handler.get(workspace.id()), (current) -> current.state() != WorkspaceState.PROVISIONING);
	}

	private static Workspace ended(WorkspaceHandler handler, Workspace workspace) {
		return Dockers.patiently()
			.until(() -> handler.get(workspace.id()),
					(current) -> current.state() == WorkspaceState.STOPPED || current.state() == WorkspaceState.FAILED);
	}

	private void assertFailed(WorkspaceHandler handler, Workspace workspace, String error) {
		Workspace failed = settled(handler, workspace);
		assertThat(failed.lastSampleError()).isEqualTo(error);
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.engine.containers()).isEmpty();
	}

	private static String log(WorkspaceHandler handler, Workspace workspace) throws IOException {
		return new String(handler.log(workspace.id()).readAllBytes(), StandardCharsets.UTF_8);
	}

}
