package io.provisionhook.store.jdbc;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No secret of a workspace gets into the database.
 */
@Timeout(120)
abstract class StoredSecretsContract {

	private static final String PLANTED = "planted marked/secret+&=0";

	private static final int FORMS = SecretForms.formsOf(PLANTED).distinct().toList().size();

	private static final SecretForms PLANTED_FORMS = new SecretForms(PLANTED);

	private static final SecretForms SECRETS = new SecretForms(SecretHost.GLOBAL, SecretHost.OWN, SecretHost.TOKEN);

	private final TestDatabase database;

	StoredSecretsContract(TestDatabase database) {
		this.database = database;
	}

	@Test
	void noSecretIsInTheTablesOrFilesOfTheDatabase() throws Exception {
		try (HikariDataSource dataSource = this.database.connect()) {
			WorkspaceStore store = new JdbcWorkspaceStore(dataSource, Tables.create(dataSource));
			requireOutcomes(SecretHost.provision(store));
			store.insert(planted());
			assertThat(PLANTED_FORMS.inTables(dataSource)).hasSizeGreaterThanOrEqualTo(FORMS);
			assertThat(SECRETS.inTables(dataSource)).isEmpty();
		}
		Path files = this.database.files();
		if (files != null) {
			this.database.stop();
			try {
				assertThat(PLANTED_FORMS.inFiles(files)).hasSizeGreaterThanOrEqualTo(FORMS);
				assertThat(SECRETS.inFiles(files)).isEmpty();
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
		String forms = SecretForms.formsOf(PLANTED).collect(Collectors.joining(" "));
		Workspace first = Records.first("planted");
		return new Workspace(first.id(), WorkspaceRequest.named(forms).build(), first.state(), forms, null, null,
				first.createdAt(), first.updatedAt(), 1, 0);
	}

}
