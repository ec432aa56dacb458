package io.provisionhook.workspace;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Stops running workspaces, and records how workspaces end: those that are being stopped
 * as stopped, whatever their exit code is. Thread-safe.
 */
final class WorkspaceStops {

	private final WorkspaceRuntime runtime;

	private final WorkspaceRecords records;

	private final Provisioning provisioning;

	private final Set<String> stopping = ConcurrentHashMap.newKeySet();

	WorkspaceStops(WorkspaceRuntime runtime, WorkspaceRecords records, Provisioning provisioning) {
		this.runtime = runtime;
		this.records = records;
		this.provisioning = provisioning;
	}

	/**
	 * Stop a workspace and return when it has ended.
	 * @param running its record
	 * @return its next record; {@code null} if somebody else made that, or it has not
	 * ended
	 * @throws WorkspaceRuntimeException if it could not be stopped
	 */
	@Nullable Workspace stop(Workspace running) {
		String id = running.id();
		Workspace stopped;
		this.stopping.add(id);
		try {
			this.runtime.stop(id);
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new WorkspaceRuntimeException(
					"Workspace '" + id + "' could not be stopped: " + this.provisioning.describe(id, ex), ex);
		}
		finally {
			stopped = recordStop(running);
		}
		return stopped;
	}

	private @Nullable Workspace recordStop(Workspace running) {
		Workspace stopped;
		try {
			stopped = recordStopIfEnded(running);
		}
		finally {
			this.stopping.remove(running.id());
		}
		// An end between these two has been left to this method
		return (stopped != null) ? stopped : recordStopIfEnded(running);
	}

	private @Nullable Workspace recordStopIfEnded(Workspace running) {
		Workspace stopped = running.stopped();
		return (!this.runtime.isRunning(running.id()) && this.records.replace(running, stopped)) ? stopped : null;
	}

	/**
	 * Record that a workspace has ended by itself, unless it is being stopped.
	 * @param running its record
	 * @param exit how it ended
	 */
	void exited(Workspace running, WorkspaceExit exit) {
		if (!this.stopping.contains(running.id())) {
			this.records.replace(running, running.exited(exit.code()));
		}
	}

}
