package io.provisionhook.workspace;

import java.time.Instant;
import java.util.Map;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.RunReport;
import io.provisionhook.workspace.Reconciliation.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Leaves records, and a runtime, as a host application does that has died.
 */
final class EarlierHost {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	final RecordingRuntime runtime = new RecordingRuntime();

	final HookedStore store = new HookedStore();

	/**
	 * Create the handler of the host application that comes after it.
	 * @param onInterruption the action for workspaces that were being provisioned
	 * @param onOrphan the action for workspaces without a record
	 * @return the handler
	 */
	WorkspaceHandler handler(Reconciliation.OnInterruption onInterruption, Reconciliation.OnOrphan onOrphan) {
		return WorkspaceHandler.builder(this.runtime)
			.store(this.store)
			.onInterruption(onInterruption)
			.onOrphan(onOrphan)
			.build();
	}

	Workspace provisioning(String id) {
		Workspace workspace = Workspace.create(id, WorkspaceRequest.named("demo").build(), null, "", START);
		this.store.insert(workspace);
		return workspace;
	}

	Workspace running(String id) {
		return running(id, RunReport.EMPTY);
	}

	Workspace running(String id, RunReport report) {
		Workspace workspace = provisioning(id);
		Workspace running = workspace.running(report, START);
		this.store.replace(workspace, running, null);
		return running;
	}

	Workspace recordOf(String id) {
		return this.store.find(id).orElseThrow();
	}

	static void assertOutcomes(Reconciliation result, Map<String, Outcome> outcomes) {
		assertThat(result.problem()).isNull();
		assertThat(result.outcomes()).containsExactlyInAnyOrderEntriesOf(outcomes);
	}

}
