package io.provisionhook.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stops the sample and starts it again, with its records where users have them.
 */
@ExtendWith(OutputCaptureExtension.class)
class SampleRestartTests {

	@TempDir
	private Path directory;

	@Test
	void workspacesInFileSurviveIt(CapturedOutput output) {
		requireSurvival(() -> startIn(this.directory), output);
	}

	@Test
	void nothingThatIsMadeIsOpenToOtherUsers() throws Exception {
		Path data = this.directory.resolve("made/data");
		try (ConfigurableApplicationContext sample = startIn(data)) {
			create(sample.getBean(WorkspaceHandler.class), "sleeper", "acme", WorkspaceState.RUNNING);
			try (Stream<Path> made = Files.walk(data.getParent())) {
				assertThat(made).contains(data.resolve("records.mv.db"), data.resolve("workspaces"))
					.allSatisfy((path) -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
						.endsWith("------"));
			}
		}
	}

	@Test
	void recordsWhenTheirDirectoryIsOpenAreClosedToOtherUsers(CapturedOutput output) throws Exception {
		Path data = Files.createDirectory(this.directory.resolve("data"));
		Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
		startIn(data).close();
		assertThat(Files.getPosixFilePermissions(data.resolve("records.mv.db")))
			.isEqualTo(PosixFilePermissions.fromString("rw-------"));
		assertThat(output).contains("Directory " + data
				+ " of the database is open to other users of this machine; close it with \"chmod go-rwx\"");
	}

	private static ConfigurableApplicationContext startIn(Path directory) {
		return new SpringApplicationBuilder(SampleApplication.class).run("--server.port=0",
				"--sample.directory=" + directory);
	}

	private static void requireSurvival(Supplier<ConfigurableApplicationContext> start, CapturedOutput output) {
		List<Workspace> before;
		try (ConfigurableApplicationContext sample = start.get()) {
			WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
			create(handler, "sleeper", "acme", WorkspaceState.RUNNING);
			create(handler, "failing", "acme", WorkspaceState.FAILED);
			create(handler, "failing", "nowhere", WorkspaceState.FAILED);
			before = handler.list(WorkspaceQuery.newest(1000)).workspaces();
			WorkspaceClient.await()
				.untilAsserted(() -> assertThat(output).contains("(fix-login) failed: exited with code 3",
						"(fix-login) failed: provisionhook \"tenant-config\": unknown tenant \"nowhere\""));
		}
		try (ConfigurableApplicationContext sample = start.get()) {
			WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
			assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).extracting(Workspace::id)
				.containsExactlyElementsOf(before.stream().map(Workspace::id).toList());
			assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces().subList(0, 2))
				.isEqualTo(before.subList(0, 2));
			Workspace sleeper = handler.list(WorkspaceQuery.newest(1000)).workspaces().get(2);
			assertThat(sleeper.state()).isEqualTo(WorkspaceState.STOPPED);
			assertThat(sleeper.report()).isEqualTo(before.get(2).report());
			handler.restart(sleeper.id());
			await(handler, sleeper.id(), WorkspaceState.RUNNING);
		}
	}

	private static void create(WorkspaceHandler handler, String template, String tenant, WorkspaceState state) {
		Workspace workspace = handler
			.create(WorkspaceRequest.named("fix-login").template(template).tenant(tenant).build());
		await(handler, workspace.id(), state);
	}

	private static void await(WorkspaceHandler handler, String id, WorkspaceState state) {
		WorkspaceClient.await().until(() -> handler.get(id).state(), state::equals);
	}

}
