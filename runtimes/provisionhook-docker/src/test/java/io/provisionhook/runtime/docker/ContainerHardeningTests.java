package io.provisionhook.runtime.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ContainerSettings}: what a workspace may do to its engine's machine.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ContainerHardeningTests {

	private static final String STATUS = "sed -n -e '/^CapEff/p' -e '/^CapBnd/p' -e '/^NoNewPrivs/p' /proc/self/status"
			+ " | tr '\\t' ' '; cat /proc/1/comm; cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null || true";

	private final DockerEngine engine;

	ContainerHardeningTests(DockerEngine engine) {
		this.engine = engine;
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void containerWhenNothingIsConfiguredHasNoPrivileges(SecretDelivery delivery) throws Exception {
		DockerRuntime.Builder builder = Dockers.shell(this.engine, STATUS).secrets(delivery);
		try (DockerRuntime runtime = builder.build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"))).isZero();
			assertThat(Dockers.output(runtime, "w1"))
				.isEqualTo("CapEff: 0000000000000000\nCapBnd: 0000000000000000\nNoNewPrivs: 1\ndocker-init\n1024\n");
		}
		HostConfig host = this.engine.client().inspectContainerCmd("provisionhook-w1").exec().getHostConfig();
		assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
		assertThat(host.getCapAdd()).isNullOrEmpty();
		assertThat(host.getSecurityOpts()).isEqualTo(List.of("no-new-privileges"));
		assertThat(host.getPidsLimit()).isEqualTo(1024);
		assertThat(host.getInit()).isTrue();
	}

	@Test
	void containerWhenEverythingIsAllowedHasWhatTheEngineGives() throws Exception {
		ContainerSettings settings = Dockers.settings(this.engine, STATUS)
			.capDrop(List.of())
			.capAdd(List.of("net_admin", "CAP_SYS_PTRACE"))
			.noNewPrivileges(false)
			.pidsLimit(ContainerSettings.Builder.UNLIMITED)
			.init(false)
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1"))).isZero();
			assertThat(Dockers.output(runtime, "w1"))
				.isEqualTo("CapEff: 00000000a80c35fb\nCapBnd: 00000000a80c35fb\nNoNewPrivs: 0\nsh\nmax\n");
		}
		HostConfig host = this.engine.client().inspectContainerCmd("provisionhook-w1").exec().getHostConfig();
		assertThat(host.getCapDrop()).isNullOrEmpty();
		assertThat(host.getCapAdd()).containsExactly(Capability.NET_ADMIN, Capability.SYS_PTRACE);
		assertThat(host.getSecurityOpts()).isNullOrEmpty();
		assertThat(host.getPidsLimit()).isIn(null, 0L, -1L);
		assertThat(host.getInit()).isFalse();
	}

	@Test
	void templateWhenItSetsSomethingKeepsTheRestOfTheDefaults() throws Exception {
		ContainerSettings defaults = Dockers.settings(this.engine, STATUS)
			.capAdd(List.of("CHOWN"))
			.pidsLimit(77L)
			.init(false)
			.build();
		DockerRuntime.Builder builder = Dockers.on(this.engine, defaults)
			.template("same", ContainerSettings.builder().build())
			.template("other",
					ContainerSettings.builder()
						.capDrop(List.of("NET_RAW"))
						.capAdd(List.of())
						.noNewPrivileges(false)
						.pidsLimit(88L)
						.init(true)
						.build());
		try (DockerRuntime runtime = builder.build()) {
			assertThat(statusOf(runtime, "same"))
				.isEqualTo("CapEff: 0000000000000001\nCapBnd: 0000000000000001\nNoNewPrivs: 1\nsh\n77\n");
			assertThat(statusOf(runtime, "other"))
				.isEqualTo("CapEff: 00000000a80405fb\nCapBnd: 00000000a80405fb\nNoNewPrivs: 0\ndocker-init\n88\n");
		}
	}

	@Test
	void forkBombIsStopped() throws Exception {
		String script = "bomb() { sleep 600 & }; for i in $(seq 100); do bomb || exit 9; done";
		ContainerSettings settings = Dockers.settings(this.engine, script).pidsLimit(20L).build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1"))).isNotZero();
			assertThat(Dockers.output(runtime, "w1")).contains("can't fork");
		}
	}

	@Test
	void fileOfAnotherUserWhenRootHasNoCapabilitiesIsNotReadable() throws Exception {
		String image = this.engine.images()
			.built("provisionhook-test/foreign-file:1", "FROM " + this.engine.images().busybox(),
					"RUN echo private > /tmp/file && chmod 0400 /tmp/file && chown 1000 /tmp/file");
		ContainerSettings.Builder settings = Dockers.settings(this.engine, "cat /tmp/file 2>&1").image(image);
		try (DockerRuntime runtime = Dockers.on(this.engine, settings.build()).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1"))).isOne();
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("cat: can't open '/tmp/file': Permission denied\n");
		}
	}

	@ParameterizedTest
	@CsvSource({ "true,143", "false,137" })
	void stopWhenCommandHandlesNoSignalHasTheCodeOfTheSignal(boolean init, int code) throws Exception {
		ContainerSettings settings = Dockers.settings(this.engine, "echo up; exec sleep 600").init(init).build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			Dockers.patiently().until(() -> Dockers.output(runtime, "w1"), "up\n"::equals);
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(code);
		}
	}

	@Test
	void programsThatLoseTheirParentLeaveNoZombies() throws Exception {
		// Unlike a shell, awk waits for none but its own child
		String orphans = "for i in 1 2 3 4 5; do sh -c 'sleep 0.2 &'; done; "
				+ "exec awk 'BEGIN { system(\"sleep 1; grep -l ^State:.Z /proc/[0-9]*/status | wc -l\") }'";
		try (DockerRuntime runtime = Dockers.shell(this.engine, orphans).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1"))).isZero();
			assertThat(Dockers.output(runtime, "w1")).isEqualTo("0\n");
		}
		ContainerSettings settings = Dockers.settings(this.engine, orphans).init(false).build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).build()) {
			Dockers.run(runtime, Dockers.launch("w1"));
			assertThat(Dockers.output(runtime, "w1")).as("what the init is for").isEqualTo("5\n");
		}
	}

	@Test
	void stopWhenCommandHandlesNoSignalDoesNotTakeTheGracePeriod() throws Exception {
		ContainerSettings settings = Dockers.settings(this.engine, "echo up; exec sleep 600").build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).gracePeriod(Duration.ofHours(1)).build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Dockers.launch("w1"));
			Dockers.patiently().until(() -> Dockers.output(runtime, "w1"), "up\n"::equals);
			runtime.stop("w1", 1);
			assertThat(Dockers.code(exit)).isEqualTo(143);
		}
	}

	@ParameterizedTest
	@EnumSource(SecretDelivery.class)
	void programWhenItIsMissingIsNamedInTheLog(SecretDelivery delivery) throws Exception {
		ContainerSettings settings = ContainerSettings.builder()
			.image(this.engine.images().busybox())
			.command(List.of("no-such-program"))
			.build();
		try (DockerRuntime runtime = Dockers.on(this.engine, settings).secrets(delivery).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1", Map.of("KEY", "secret-key"), "KEY"))).isEqualTo(127);
			assertThat(Dockers.output(runtime, "w1")).contains("no-such-program");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "NET_NOTHING", "", "CAP_", "NET RAW" })
	void capabilityWhenUnknownIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> ContainerSettings.builder().capDrop(List.of(name)))
			.withMessage("Unknown capability \"" + name + "\"");
		assertThatIllegalArgumentException().isThrownBy(() -> ContainerSettings.builder().capAdd(List.of("KILL", name)))
			.withMessage("Unknown capability \"" + name + "\"");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -2, Long.MIN_VALUE })
	void pidsLimitWhenNotPositiveIsRefused(long limit) {
		assertThatIllegalArgumentException().isThrownBy(() -> ContainerSettings.builder().pidsLimit(limit))
			.withMessage("'pidsLimit' must be positive, or -1 for no limit");
	}

	private static String statusOf(DockerRuntime runtime, String template) throws Exception {
		WorkspaceRequest request = WorkspaceRequest.named("demo").template(template).build();
		Dockers.run(runtime, Dockers.launch("w-" + template, request, Map.of()));
		return Dockers.output(runtime, "w-" + template);
	}

}
