package io.provisionhook.integration.sample;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.sample.SampleApplication;
import io.provisionhook.store.jdbc.test.PostgresServer;
import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stops the sample and starts it again with the profile {@code postgres}.
 */
@Tag("sample")
class SampleInPostgresTests {

	@TempDir
	private Path directory;

	@Test
	void workspacesSurviveRestartOfSample() throws Exception {
		URI address = URI.create(PostgresServer.database().url().substring("jdbc:".length()));
		Workspace before;
		try (ConfigurableApplicationContext sample = start(address)) {
			WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
			Workspace created = handler
				.create(WorkspaceRequest.named("fix-login").template("sleeper").tenant("acme").build());
			before = await(handler, created.id(), WorkspaceState.RUNNING);
		}
		try (ConfigurableApplicationContext sample = start(address)) {
			WorkspaceHandler handler = sample.getBean(WorkspaceHandler.class);
			assertThat(handler.list(WorkspaceQuery.newest(1000)).workspaces()).singleElement().satisfies((after) -> {
				assertThat(after.id()).isEqualTo(before.id());
				assertThat(after.state()).isEqualTo(WorkspaceState.STOPPED);
				assertThat(after.report()).isEqualTo(before.report());
			});
			handler.restart(before.id());
			await(handler, before.id(), WorkspaceState.RUNNING);
		}
		assertThat(this.directory.resolve("records.mv.db")).doesNotExist();
	}

	private ConfigurableApplicationContext start(URI database) {
		return new SpringApplicationBuilder(SampleApplication.class).profiles("postgres")
			.run("--server.port=0", "--sample.directory=" + this.directory, "--PGHOST=" + database.getHost(),
					"--PGPORT=" + database.getPort(), "--PGDATABASE=" + database.getPath().substring(1),
					"--PGUSER=" + TestDatabase.USER, "--PGPASSWORD=" + TestDatabase.PASSWORD);
	}

	private static Workspace await(WorkspaceHandler handler, String id, WorkspaceState state) {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.until(() -> handler.get(id), (workspace) -> workspace.state() == state);
	}

}
