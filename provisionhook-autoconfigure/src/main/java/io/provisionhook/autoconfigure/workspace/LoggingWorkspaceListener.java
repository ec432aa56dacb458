package io.provisionhook.autoconfigure.workspace;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.log.LogMessage;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceListener;
import io.provisionhook.workspace.WorkspaceState;

/**
 * Logs the changes of workspaces: failures at level WARN, others at level DEBUG.
 */
final class LoggingWorkspaceListener implements WorkspaceListener {

	private static final Log logger = LogFactory.getLog(LoggingWorkspaceListener.class);

	@Override
	public void onChange(Workspace workspace) {
		if (workspace.state() == WorkspaceState.FAILED) {
			logger.warn(LogMessage.format("Workspace '%s' (%s) failed: %s", PrintableText.of(workspace.id()),
					workspace.request().name(), workspace.lastSampleError()));
		}
		else {
			logger.debug(LogMessage.format("Workspace '%s' (%s) is %s", PrintableText.of(workspace.id()),
					workspace.request().name(), workspace.state()));
		}
	}

	@Override
	public void onDelete(Workspace workspace) {
		logger.debug(LogMessage.format("Workspace '%s' (%s) is deleted", PrintableText.of(workspace.id()),
				workspace.request().name()));
	}

}
