package io.provisionhook.autoconfigure.workspace;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.util.ClassUtils;

import io.provisionhook.workspace.InMemoryWorkspaceStore;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Writes to the log who runs workspaces and who remembers them, since both depend on what
 * is on the classpath.
 */
final class HandlerLogger {

	private static final Log logger = LogFactory.getLog(HandlerLogger.class);

	private HandlerLogger() {
	}

	static void log(WorkspaceRuntime runtime, WorkspaceStore store, WorkspaceHandler.OnShutdown onShutdown) {
		logger.info("provisionhook: workspaces run in " + nameOf(runtime) + ", and are recorded in " + nameOf(store));
		if (runtime.outlivesHost() && onShutdown == WorkspaceHandler.OnShutdown.KEEP
				&& store instanceof InMemoryWorkspaceStore) {
			logger.warn("provisionhook: workspaces outlive the application, but their records do not, so that each "
					+ "start finds them without one; give it a database, or set provisionhook.workspace.on-shutdown=stop");
		}
	}

	private static String nameOf(Object bean) {
		return ClassUtils.getUserClass(bean).getSimpleName();
	}

}
