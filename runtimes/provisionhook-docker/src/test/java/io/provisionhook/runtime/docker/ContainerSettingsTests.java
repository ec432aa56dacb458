package io.provisionhook.runtime.docker;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.runtime.docker.test.EngineEvents;
import io.provisionhook.runtime.docker.test.OwnDockerEngine;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ContainerSettings}: what the engine makes of them, and what a
 * container sees of that.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ContainerSettingsTests {

	private final DockerEngine engine;

	ContainerSettingsTests(DockerEngine engine) {
		this.engine = engine;
	}

	@Test
	void memoryAndProcessorsAreLimited() throws Exception {
		HostConfig host = run(
				Dockers.settings(this.engine, "exit 0").memory(64L * 1024 * 1024).cpus(new BigDecimal("0.5")))
			.getHostConfig();
		assertThat(host.getMemory()).isEqualTo(64L * 1024 * 1024);
		assertThat(host.getNanoCPUs()).isEqualTo(500_000_000L);
	}

	@ParameterizedTest
	@CsvSource({ "kill -9 $$, 16384", "exit 137," })
	void exitWhenMemoryWasEnoughHasNoReason(String script, @Nullable Long kilobytes) throws Exception {
		ContainerSettings settings = Dockers.settings(this.engine, script)
			.memory((kilobytes != null) ? kilobytes * 1024 : null)
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build()) {
			assertThat(runtime.start(Dockers.launch("w1")).toCompletableFuture().get(120, TimeUnit.SECONDS))
				.isEqualTo(new WorkspaceExit(137, null));
		}
	}

	@ParameterizedTest
	@CsvSource({ "137, 32768, out of memory (limit 32 MB)", "137, 32001, out of memory (limit 32769024 bytes)",
			"1, 32768, code 1 after a process ran out of memory (limit 32 MB)",
			"0, 32768, code 0 after a process ran out of memory (limit 32 MB)" })
	void exitWhenProcessRanOutOfMemorySaysSo(int code, long kilobytes, String reason) throws Exception {
		// The engine forgets what it learns of the memory after the end of the container
		ContainerSettings settings = Dockers
			.settings(this.engine, "trap 'exit " + code + "' USR1; tail /dev/zero; while :; do sleep 0.1; done")
			.memory(kilobytes * 1024)
			.build();
		WorkspaceExit expected = new WorkspaceExit(code, reason);
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build();
				EngineEvents events = this.engine.record()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			Dockers.patiently().until(() -> events.ofContainers().contains("oom"));
			this.engine.client().killContainerCmd(this.engine.containers().get(0).getId()).withSignal("USR1").exec();
			assertThat(exit.toCompletableFuture().get(120, TimeUnit.SECONDS)).isEqualTo(expected);
		}
		try (DockerRuntime next = Dockers.on(this.engine, settings).build()) {
			assertThat(next.adopt("w1", 1, SecretRedactor.of(Set.of())).orElseThrow().toCompletableFuture().get())
				.isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@CsvSource({ ",false", "bridge,false", "none,false", "of-agents,false", "hosts,false", "host,true",
			"container:provisionhook,true" })
	void loopbackIsSharedInTheNetworkOfTheMachineOrOfAContainer(@Nullable String network, boolean shared) {
		ContainerSettings settings = ContainerSettings.builder().image("busybox").network(network).build();
		try (DockerRuntime runtime = DockerRuntime.builder().host(this.engine.host()).defaults(settings).build()) {
			assertThat(runtime.sharesLoopback()).isEqualTo(shared);
		}
	}

	@Test
	void loopbackIsSharedIfATemplateHasTheNetworkOfTheMachine() {
		try (DockerRuntime runtime = DockerRuntime.builder()
			.host(this.engine.host())
			.defaults(ContainerSettings.builder().image("busybox").build())
			.template("local", ContainerSettings.builder().network("host").build())
			.build()) {
			assertThat(runtime.sharesLoopback()).isTrue();
		}
	}

	@Test
	void commandRunsAsUser() throws Exception {
		assertThat(outputOf(Dockers.settings(this.engine, "id").user("agent")))
			.isEqualTo("uid=1000(agent) gid=1000(agent) groups=1000(agent)\n");
		assertThat(outputOf(Dockers.settings(this.engine, "id -u; id -g").user("12:34"))).isEqualTo("12\n34\n");
	}

	@Test
	void rootIsReadOnly() throws Exception {
		String script = "touch /file 2>&1; touch /work/file && echo written";
		assertThat(outputOf(
				Dockers.settings(this.engine, script).readOnly(true).mounts(List.of(ContainerMount.tmpfs("/work")))))
			.isEqualTo("touch: /file: Read-only file system\nwritten\n");
	}

	@Test
	void mountsAreThere(@TempDir Path directory) throws Exception {
		Files.writeString(directory.resolve("file"), "of the host\n");
		List<ContainerMount> mounts = List.of(ContainerMount.bind(directory.toString(), "/host").asReadOnly(),
				ContainerMount.bind(directory.toString(), "/shared"), ContainerMount.volume("kept", "/volume"),
				new ContainerMount(ContainerMount.Type.TMPFS, null, "/memory", false, 1024L * 1024));
		String script = "cat /host/file; touch /host/new 2>&1; echo kept >> /volume/file; cat /volume/file; "
				+ "echo new > /shared/new; df -k /memory | tail -n 1 | awk '{ print $2 }'";
		assertThat(outputOf(Dockers.settings(this.engine, script).mounts(mounts)))
			.isEqualTo("of the host\ntouch: /host/new: Read-only file system\nkept\n1024\n");
		assertThat(directory.resolve("new")).hasContent("new");
		assertThat(outputOf(Dockers.settings(this.engine, "cat /volume/file").mounts(mounts))).isEqualTo("kept\n");
		this.engine.removeContainers();
		this.engine.client().removeVolumeCmd("kept").exec();
	}

	@Test
	void sharedMemoryHostsAndSecurityAreThoseOfTheSettings() throws Exception {
		String script = "df -k /dev/shm | tail -n 1 | awk '{ print $2 }'; grep -e db.test -e six.test /etc/hosts | tr '\\t' ' '; "
				+ "sed -n -e '/^NoNewPrivs/p' -e '/^Seccomp:/p' /proc/self/status | tr '\\t' ' '";
		assertThat(outputOf(Dockers.settings(this.engine, script)
			.shmSize(8L * 1024 * 1024)
			.extraHosts(List.of("db.test:192.0.2.7", "six.test=[2001:db8::7]"))
			.securityOpt(List.of("seccomp=unconfined"))))
			.isEqualTo("8192\n192.0.2.7 db.test\n2001:db8::7 six.test\nNoNewPrivs: 1\nSeccomp: 0\n");
	}

	@Test
	void hostOfTheEngineHasAName(@TempDir Path directory) throws Exception {
		try (OwnDockerEngine other = OwnDockerEngine.start(directory, "--host-gateway-ip=192.0.2.1");
				DockerRuntime runtime = Dockers
					.on(other,
							Dockers.settings(other, "grep host.docker /etc/hosts | tr '\\t' ' '")
								.extraHosts(List.of("host.docker.internal:host-gateway"))
								.build())
					.build()) {
			Dockers.run(runtime, Dockers.launch("w1"));
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("192.0.2.1 host.docker.internal\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", "db", "db:", ":192.0.2.7", "db:db.example", "db:1.2.3", "db:1.2.3.4.5",
			"db:1.2.3.400", "a b:192.0.2.7", "db:192.0.2.7:99", "db:host-gateway:1", "db:::g" })
	void extraHostWhenItHasAnotherFormIsRefused(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> ContainerSettings.builder().extraHosts(List.of(host)))
			.withMessage("Extra host \"" + host
					+ "\" must be a name, a colon and an address, or \"host-gateway\" instead of the address");
	}

	@Test
	void networkIsThatOfTheSettings() throws Exception {
		assertThat(run(Dockers.settings(this.engine, "exit 0").network("host")).getHostConfig().getNetworkMode())
			.isEqualTo("host");
		assertThat(outputOf(Dockers.settings(this.engine, "ls /sys/class/net").network("none"))).isEqualTo("lo\n");
	}

	@Test
	void labelsSayWhoseContainerItIs() throws Exception {
		String owner = this.engine.owner() + "-platform";
		ContainerSettings settings = Dockers.settings(this.engine, "exit 0").labels(Map.of("team", "blue")).build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).owner(owner).build()) {
			Dockers.run(runtime, Dockers.launch("w1", Map.of("B", "1", "A", "2", "C", "3"), "B", "A"));
			Map<String, String> labels = inspect("w1").getConfig().getLabels();
			assertThat(labels).hasSize(7)
				.containsAllEntriesOf(Map.of("team", "blue", "io.provisionhook.workspace", "w1",
						"io.provisionhook.generation", "1", "io.provisionhook.owner", owner, "io.provisionhook.secrets",
						"A\nB", "io.provisionhook.secrets-in-file", "false"));
			assertThat(labels.get("io.provisionhook.launch")).matches("[0-9a-f-]{36}");
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ContainerSettings.builder().labels(Map.of("io.provisionhook.owner", "x")))
			.withMessage("Label \"io.provisionhook.owner\" must not start with io.provisionhook.");
	}

	@Test
	void entrypointReplacesThatOfTheImage() throws Exception {
		String image = this.engine.images()
			.built("provisionhook-test/entrypoint:1", "FROM " + this.engine.images().busybox(),
					"ENTRYPOINT [\"echo\", \"entry\"]", "CMD [\"command\"]");
		for (SecretDelivery delivery : SecretDelivery.values()) {
			assertThat(outputOf(ContainerSettings.builder().image(image), delivery)).isEqualTo("entry command\n");
			assertThat(outputOf(ContainerSettings.builder().image(image).command(List.of("two  words", "$HOME")),
					delivery))
				.isEqualTo("entry two  words $HOME\n");
			assertThat(outputOf(ContainerSettings.builder().image(image).entrypoint(List.of("echo", "mine")), delivery))
				.isEqualTo("mine\n");
			assertThat(outputOf(ContainerSettings.builder()
				.image(image)
				.entrypoint(List.of("echo", "mine"))
				.command(List.of("too")), delivery)).isEqualTo("mine too\n");
		}
	}

	@Test
	void templateOverridesDefaultsAndRequestOverridesImage() throws Exception {
		String other = this.engine.images()
			.built("provisionhook-test/other:1", "FROM " + this.engine.images().busybox(), "ENV IMAGE=other");
		ContainerSettings defaults = Dockers.settings(this.engine, "echo \"$IMAGE as $(id -u) in default\"")
			.user("agent")
			.labels(Map.of("a", "1", "b", "1"))
			.build();
		ContainerSettings template = ContainerSettings.builder()
			.command(List.of("sh", "-c", "echo \"$IMAGE as $(id -u) in template\""))
			.labels(Map.of("b", "2"))
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, defaults).template("other", template).build()) {
			assertThat(outputOf(runtime, WorkspaceRequest.named("demo").build())).isEqualTo(" as 1000 in default\n");
			assertThat(outputOf(runtime, WorkspaceRequest.named("demo").template("other").image(other).build()))
				.isEqualTo("other as 1000 in template\n");
			assertThat(inspect("w1").getConfig().getLabels()).containsEntry("a", "1").containsEntry("b", "2");
		}
	}

	@Test
	@SuppressWarnings("NullAway")
	void mountWhosePartsDoNotFitIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ContainerMount(null, "kept", "/work", false, null))
			.withMessage("'type' of a mount must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ContainerMount(ContainerMount.Type.TMPFS, null, null, false, null))
			.withMessage("'target' of a mount must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> ContainerMount.tmpfs("work"))
			.withMessage("Target \"work\" of a mount must be an absolute path");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ContainerMount(ContainerMount.Type.BIND, null, "/work", false, null))
			.withMessage("Bind mount at /work needs a source");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ContainerMount(ContainerMount.Type.TMPFS, "/tmp", "/work", false, null))
			.withMessage("Tmpfs mount at /work can't have a source");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ContainerMount(ContainerMount.Type.VOLUME, "kept", "/work", false, 1L))
			.withMessage("Only a tmpfs mount can have a size, not the one at /work");
	}

	private InspectContainerResponse run(ContainerSettings.Builder settings) throws Exception {
		try (DockerRuntime runtime = Dockers.on(this.engine, settings.build()).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1"))).isZero();
			return inspect("w1");
		}
	}

	private InspectContainerResponse inspect(String workspaceId) {
		return this.engine.client().inspectContainerCmd("provisionhook-" + workspaceId).exec();
	}

	private String outputOf(ContainerSettings.Builder settings) throws Exception {
		return outputOf(settings, SecretDelivery.ENVIRONMENT);
	}

	private String outputOf(ContainerSettings.Builder settings, SecretDelivery delivery) throws Exception {
		try (DockerRuntime runtime = Dockers.on(this.engine, settings.build()).secrets(delivery).build()) {
			return outputOf(runtime, WorkspaceRequest.named("demo").build());
		}
	}

	private static String outputOf(DockerRuntime runtime, WorkspaceRequest request) throws Exception {
		Map<String, String> environment = new HashMap<>(
				runtime.baseEnvironment(request, RuntimeProgress.NONE).values());
		environment.put("KEY", "secret-key");
		Dockers.run(runtime, new WorkspaceLaunch("w1", request, environment, Set.of("KEY")));
		return Dockers.output(runtime, "w1");
	}

}
