package io.provisionhook.store.jdbc;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.test.SampleWorkspaces;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contract: the database contains no secret of a workspace.
 */
@Timeout(120)
abstract class StoredSecretsContract {

	private static final String PLANTED = "planted marked/secret+&=0";

	private static final int PLANTED_ENCODINGS = SecretScanner.encodingsOf(PLANTED).distinct().toList().size();

	private static final SecretScanner PLANTED_SCANNER = new SecretScanner(PLANTED);

	private static final SecretScanner SECRETS = new SecretScanner(SecretLeakingHost.GLOBAL, SecretLeakingHost.OWN,
			SecretLeakingHost.TOKEN);

	private final TestDatabase database;

	StoredSecretsContract(TestDatabase database) {
		this.database = database;
	}

	@Test
	void noSecretIsInTheTablesOrFilesOfTheDatabase() throws Exception {
		try (HikariDataSource dataSource = this.database.connect()) {
			WorkspaceStore store = new JdbcWorkspaceStore(dataSource, TestTables.create(dataSource));
			requireOutcomes(SecretLeakingHost.provision(store));
			store.insert(planted());
			assertThat(PLANTED_SCANNER.findInTables(dataSource)).hasSizeGreaterThanOrEqualTo(PLANTED_ENCODINGS);
			assertThat(SECRETS.findInTables(dataSource)).isEmpty();
		}
		Path files = this.database.files();
		if (files != null) {
			this.database.stop();
			try {
				assertThat(PLANTED_SCANNER.findInFiles(files)).hasSizeGreaterThanOrEqualTo(PLANTED_ENCODINGS);
				assertThat(SECRETS.findInFiles(files)).isEmpty();
			}
			finally {
				this.database.start();
			}
		}
	}

	private static void requireOutcomes(List<Workspace> workspaces) {
		assertThat(workspaces).extracting(Workspace::state)
			.containsExactly(WorkspaceState.RUNNING, WorkspaceState.FAILED, WorkspaceState.FAILED);
		assertThat(workspaces.get(0).report()).asString().contains("skipped with [redacted]", "GITHUB_TOKEN");
		assertThat(workspaces.get(1).lastSampleError()).contains("mutator has [redacted]");
		assertThat(workspaces.get(2).lastSampleError()).contains("start has [[redacted]");
	}

	private static Workspace planted() {
		String encodings = SecretScanner.encodingsOf(PLANTED).collect(Collectors.joining(" "));
		Workspace first = SampleWorkspaces.first("planted");
		return new Workspace(first.id(), WorkspaceRequest.named(encodings).build(), first.state(), encodings, null,
				null, first.createdAt(), first.updatedAt(), 1, 0);
	}

}
