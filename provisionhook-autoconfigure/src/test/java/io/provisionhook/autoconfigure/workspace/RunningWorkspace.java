package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A workspace that runs when its application stops.
 */
final class RunningWorkspace {

	private RunningWorkspace() {
	}

	/**
	 * Run an application that starts a workspace and then stops.
	 * @param application the application
	 */
	static void leaveBy(ApplicationContextRunner application) {
		application.run((context) -> {
			WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
			Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> handler.get(workspace.id()).state() == WorkspaceState.RUNNING);
		});
	}

}
