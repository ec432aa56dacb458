package io.provisionhook.store.jdbc;

import java.util.List;
import java.util.Objects;
import java.util.TimeZone;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.report.RunReport;
import io.provisionhook.store.jdbc.test.TestDatabase;
import io.provisionhook.test.SampleWorkspaces;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Contract of the rows of a store.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
abstract class WorkspaceRowContract {

	private final TestDatabase database;

	private final HikariDataSource dataSource;

	private final String prefix;

	private final String table;

	private final WorkspaceStore store;

	private final JdbcClient jdbc;

	private final Workspace workspace = SampleWorkspaces.full("w1");

	WorkspaceRowContract(TestDatabase database) {
		this.database = database;
		this.dataSource = database.connect();
		this.prefix = TestTables.create(this.dataSource);
		this.table = this.prefix + "workspace";
		this.store = new JdbcWorkspaceStore(this.dataSource, this.prefix);
		this.jdbc = JdbcClient.create(this.dataSource);
	}

	@AfterEach
	void close() {
		this.dataSource.close();
	}

	@Test
	void timesAreInUtcInAnyZone() {
		TimeZone zone = TimeZone.getDefault();
		try {
			// Where clocks are put forward in this very hour, so that local time lacks it
			TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
			this.store.insert(this.workspace);
			assertThat(column("cast(created_at as char(26))")).isEqualTo("2026-03-08 02:30:00.123456");
			assertThat(column("cast(updated_at as char(26))")).isEqualTo("2026-03-09 02:30:00.123456");
			TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
			assertThat(this.store.find("w1")).contains(this.workspace);
			try (HikariDataSource elsewhere = this.database.connect()) {
				assertThat(new JdbcWorkspaceStore(elsewhere, this.prefix).find("w1")).contains(this.workspace);
			}
		}
		finally {
			TimeZone.setDefault(zone);
		}
	}

	@Test
	void columnsAreReadable() {
		this.store.insert(this.workspace);
		assertThat(column("name")).isEqualTo(this.workspace.request().name());
		assertThat(column("state")).isEqualTo("FAILED");
		assertThat(column("last_sample_error")).isEqualTo("exited with code -1");
		assertThat(column("exit_code")).isEqualTo("-1");
		assertThat(column("request")).contains("\"requiredVariables\":[\"ZULU\",\"ALPHA\",\"MIKE\"]");
		assertThat(column("report")).contains("\"fetchDuration\":\"PT1.000000001S\"",
				"\"duration\":\"PT2M3.456789012S\"", "\"kind\":\"START\",\"startedAfter\":\"PT0.000000001S\"",
				"\"expiresAt\":\"2026-03-08T02:30:00.123456789Z\"");
	}

	@Test
	void storeIgnoresPropertiesOfANewerRelease() {
		this.store.insert(this.workspace);
		set("request", column("request").replaceFirst("\\{", "{\"quota\":{\"cpu\":2},"));
		set("report", column("report").replace("\"mutator\":", "\"reason\":[],\"mutator\":"));
		assertThat(column("request")).contains("quota");
		assertThat(column("report")).contains("reason");
		assertThat(this.store.find("w1")).contains(this.workspace);
	}

	@Test
	void storeReadsRowWithoutPropertiesOfANewerRelease() {
		this.store.insert(this.workspace);
		set("report", column("report").replace("\"secret\":false,", ""));
		assertThat(column("report")).containsOnlyOnce("\"secret\":");
		assertThat(this.store.find("w1")).contains(this.workspace);
	}

	@Test
	void storeReadsAReportOfAReleaseThatHadNoSteps() {
		this.store.insert(this.workspace);
		set("report", column("report").replaceFirst("\"steps\":\\[[^\\]]*\\],", ""));
		assertThat(column("report")).doesNotContain("startedAfter", "steps");
		RunReport stored = Objects.requireNonNull(this.workspace.report());
		assertThat(this.store.find("w1")).map(Workspace::report)
			.contains(new RunReport(stored.mutators(), stored.changes(), stored.warnings(), List.of(),
					stored.duration()));
	}

	@Test
	void storeLeavesOutAReportOfANewerReleaseAndWarnsOnce(CapturedOutput output) {
		this.store.insert(this.workspace);
		set("report", column("report").replace("\"REMOVED\"", "\"RENAMED\""));
		assertThat(column("report")).contains("RENAMED");
		for (int reading = 0; reading < 2; reading++) {
			assertThat(this.store.find("w1").orElseThrow()).usingRecursiveComparison()
				.ignoringFields("report")
				.isEqualTo(this.workspace);
			assertThat(TestTables.all(this.store)).extracting(Workspace::report).containsOnlyNulls();
		}
		assertThat(output)
			.containsOnlyOnce("Workspace 'w1' in table '" + this.table
					+ "' has a report that can't be read, so it has none here; it may be of another release")
			.doesNotContain("RENAMED");
	}

	@Test
	void unreadableRowIsNamed() {
		this.store.insert(this.workspace);
		for (String column : new String[] { "state", "request" }) {
			set(column, "{");
			assertThatIllegalStateException().isThrownBy(() -> TestTables.all(this.store))
				.withMessage(
						"Workspace 'w1' in table '" + this.table + "' can't be read; correct its row, or remove it");
		}
	}

	@Test
	void existingTableIsNotChanged() {
		this.store.insert(this.workspace);
		TestTables.create(this.dataSource, this.prefix);
		assertThat(this.store.find("w1")).contains(this.workspace);
	}

	@Test
	void tableOfAnEarlierReleaseIsMendedByTheStatementsOfTheError() {
		this.store.insert(this.workspace);
		for (String column : List.of("owner", "location", "wanted", "changed_at")) {
			dropIndexes(column);
			this.jdbc.sql("alter table " + this.table + " drop column " + column).update();
		}
		JdbcWorkspaceStore old = new JdbcWorkspaceStore(this.dataSource, this.prefix);
		WorkspaceTableException failure = catchThrowableOfType(WorkspaceTableException.class,
				() -> old.requireTables((table, ex) -> new WorkspaceTableException(table, false, List.of(), ex)));
		String action = String.valueOf(new WorkspaceTableFailureAnalyzer().analyze(failure, failure).getAction());
		List<String> statements = action.lines().map(String::strip).filter((line) -> line.endsWith(";")).toList();
		assertThat(statements).hasSize(4)
			.allMatch((statement) -> statement.startsWith("alter table " + this.table + " add column "));
		statements.forEach((statement) -> this.jdbc.sql(statement.substring(0, statement.length() - 1)).update());
		TestTables.create(this.dataSource, this.prefix);
		old.requireTables((table, ex) -> new WorkspaceTableException(table, false, List.of(), ex));
		assertThat(this.store.find("w1")).contains(this.workspace);
	}

	private void dropIndexes(String column) {
		String index = this.prefix + "workspace_" + column.replace("_at", "");
		if (!"location".equals(column)) {
			this.jdbc.sql(this.database.url().contains("mariadb") ? "alter table " + this.table + " drop index " + index
					: "drop index " + index)
				.update();
		}
	}

	@Test
	void failureToReachTheDatabaseHidesThePassword() {
		try (HikariDataSource pool = this.database.connect((config) -> {
			config.setJdbcUrl(this.database.urlAt(TestDatabase.freePort()));
			config.setConnectionTimeout(250);
		})) {
			WorkspaceStore unreachable = new JdbcWorkspaceStore(pool, this.prefix);
			assertThatExceptionOfType(NestedRuntimeException.class).isThrownBy(() -> unreachable.find("w1"))
				.withMessage("Failed to obtain JDBC Connection")
				.satisfies(SecretAssertions::assertNoPassword);
			assertThatExceptionOfType(NestedRuntimeException.class).isThrownBy(() -> unreachable.insert(this.workspace))
				.withMessage("Failed to obtain JDBC Connection")
				.satisfies(SecretAssertions::assertNoPassword);
		}
	}

	private String column(String column) {
		return this.jdbc.sql("select " + column + " from " + this.table).query(String.class).single();
	}

	private void set(String column, String value) {
		this.jdbc.sql("update " + this.table + " set " + column + " = ?").param(value).update();
	}

}
