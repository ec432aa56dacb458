package io.provisionhook.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Collects everything that the application has left.
 */
final class LeakHunt {

	/**
	 * What workspaces have written by themselves, which nobody redacts.
	 */
	static final String WORKSPACE_DIRECTORIES = "directories of workspaces";

	private final WorkspaceStore store;

	private final MeterRegistry meters;

	private final RecordedSpans spans;

	private final LogEvents logEvents;

	private final HttpAnswers answers;

	LeakHunt(RestTestClient client, WorkspaceStore store, MeterRegistry meters, RecordedSpans spans,
			LogEvents logEvents) {
		this.answers = new HttpAnswers(client);
		this.store = store;
		this.meters = meters;
		this.spans = spans;
		this.logEvents = logEvents;
	}

	HttpAnswers answers() {
		return this.answers;
	}

	/**
	 * Collect what is there now.
	 * @param output what was written to the standard output and the standard error
	 * @param directory where the application has its files
	 * @return texts by the place where they were found
	 * @throws IOException if a file can't be read
	 */
	Map<String, String> remains(CharSequence output, Path directory) throws IOException {
		visitWorkspaces();
		HttpAnswers actuator = new HttpAnswers(this.answers.client());
		actuator.visitActuator();
		Map<String, String> remains = new LinkedHashMap<>();
		remains.put("answers", this.answers.toString());
		remains.put("actuator", actuator.toString());
		remains.put("log events", this.logEvents.toString());
		remains.put("output", output.toString());
		remains.put("spans", this.spans.toString());
		remains.put("meters", HostRemains.ofMeters(this.meters));
		remains.put("store", HostRemains.ofStore(this.store));
		remains.put("threads", HostRemains.ofThreads());
		remains.put("database", HostRemains.ofFiles(directory, LeakHunt::isOfDatabase));
		remains.put("files", HostRemains.ofFiles(directory, (file) -> !isOfWorkspace(file) && !isOfDatabase(file)));
		remains.put(WORKSPACE_DIRECTORIES, HostRemains.ofFiles(directory, LeakHunt::isOfWorkspace));
		remains.put("managed beans", HostRemains.ofManagedBeans());
		return remains;
	}

	private static boolean isOfDatabase(Path file) {
		return file.getFileName().toString().startsWith("records.");
	}

	private static boolean isOfWorkspace(Path file) {
		return file.toString().contains("/workspaces/");
	}

	private void visitWorkspaces() {
		this.answers.get("/api/workspaces");
		this.store.find(WorkspaceQuery.newest(1000)).forEach((workspace) -> {
			this.answers.get("/api/workspaces/{id}", workspace.id());
			this.answers.get("/api/workspaces/{id}/log", workspace.id());
		});
	}

}
