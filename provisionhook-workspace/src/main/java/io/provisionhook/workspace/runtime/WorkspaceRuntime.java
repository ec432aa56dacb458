package io.provisionhook.workspace.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Starts and stops workspaces: as processes, containers or whatever else. Implementations
 * are thread-safe; the handler starts a workspace at most once at a time.
 *
 * @since 0.1.0
 */
public interface WorkspaceRuntime {

	/**
	 * Refuse a request that this runtime can't start, before anything is done for it.
	 * @param request the request
	 * @throws IllegalArgumentException if it can't be started; the message is for the
	 * person who made the request
	 */
	default void validate(WorkspaceRequest request) {
	}

	/**
	 * Return the environment that a workspace starts from: what this runtime, the image
	 * that it starts and the host set by themselves. It is part of what secrets and
	 * mutators see, and can change.
	 * @param request the request
	 * @param progress to be told what is being done, if that may take a while
	 * @return the environment; {@linkplain BaseEnvironment#incomplete incomplete}, as it
	 * is by default, if there may be more that this runtime can't tell
	 * @throws Exception if it can't be had
	 */
	default BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress) throws Exception {
		return BaseEnvironment.EMPTY
			.incomplete("runtime " + PrintableText.nameOf(getClass()) + " does not tell what it sets");
	}

	/**
	 * Return what {@link #baseEnvironment} would return, if that can be told without
	 * creating or fetching anything: a plan does not pull an image.
	 * @param request the request
	 * @return the environment; empty, as it is by default, if it is not known
	 * @throws Exception if it can't be found out whether it is known
	 */
	default Optional<BaseEnvironment> knownEnvironment(WorkspaceRequest request) throws Exception {
		return Optional.empty();
	}

	/**
	 * Return the variables without which what this runtime starts for a request can't do
	 * its work, further to those that the request names.
	 * @param request the request
	 * @return the variables; none by default
	 */
	default List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		return List.of();
	}

	/**
	 * Start a workspace.
	 * @param launch what to start
	 * @return completed when the workspace has ended, for whatever reason
	 * @throws Exception if it could not be started; nothing of it is left then
	 */
	CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws Exception;

	/**
	 * Stop a workspace and return when it has ended. Does nothing if it is not running.
	 * @param workspaceId the id of the workspace
	 * @throws Exception if it could not be stopped
	 */
	void stop(String workspaceId) throws Exception;

	/**
	 * Stop a workspace if it is running, and drop what is kept of it.
	 * @param workspaceId the id of the workspace
	 * @throws Exception if something of it is left
	 */
	default void remove(String workspaceId) throws Exception {
		stop(workspaceId);
	}

	/**
	 * Return whether workspaces can go on running when the host application ends, so that
	 * the next one can {@linkplain #adopt take them over}.
	 * @return whether they can; otherwise the handler stops them before it is closed
	 */
	default boolean outlivesHost() {
		return false;
	}

	/**
	 * Return whether workspaces reach by a loopback address what listens on that of the
	 * host application, as processes do, and containers with a network of their own do
	 * not.
	 * @return whether any of them can
	 */
	default boolean sharesLoopback() {
		return true;
	}

	/**
	 * Return the workspaces of which there is something, whether it runs or has ended and
	 * whether this host application or an earlier one started it.
	 * @return their ids; none if workspaces end with the host application
	 * @throws Exception if that can't be found out now
	 */
	default Set<String> workspaceIds() throws Exception {
		return Set.of();
	}

	/**
	 * Take over a workspace that an earlier host application started and has recorded as
	 * running.
	 * @param workspaceId the id of the workspace
	 * @param redactor takes the secrets of the workspace out of its output. It learns of
	 * credentials that the workspace is given from now on; what is known of earlier ones,
	 * such as the values of its variables, is for the runtime to add
	 * @return completed when the workspace has ended, at once if it has already; empty if
	 * nothing is left that could tell how it ended
	 * @throws Exception if that can't be found out now
	 */
	default Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, SecretRedactor redactor)
			throws Exception {
		return Optional.empty();
	}

	/**
	 * Return whether a workspace is running.
	 * @param workspaceId the id of the workspace
	 * @return whether it is running
	 */
	boolean isRunning(String workspaceId);

	/**
	 * Open what a workspace has written so far, as far as this runtime keeps it.
	 * @param workspaceId the id of the workspace
	 * @return the output, empty if there is none; to be closed by the caller
	 * @throws IOException if it can't be read
	 */
	InputStream log(String workspaceId) throws IOException;

}
