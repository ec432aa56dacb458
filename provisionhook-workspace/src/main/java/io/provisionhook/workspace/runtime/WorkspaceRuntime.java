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
 * Starts and stops workspaces, for example as processes or as containers.
 * <p>
 * Four methods have to be implemented: {@link #start}, {@link #stop}, {@link #isRunning}
 * and {@link #log}. This runtime starts a program for each workspace: <pre class="code">
 * final class AgentRuntime implements WorkspaceRuntime {
 *
 *     private final Map&lt;String, Process&gt; processes = new ConcurrentHashMap&lt;&gt;();
 *
 *     &#64;Override
 *     public CompletionStage&lt;WorkspaceExit&gt; start(WorkspaceLaunch launch) throws IOException {
 *         ProcessBuilder builder = new ProcessBuilder("/opt/agent");
 *         builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
 *         builder.environment().clear();
 *         builder.environment().putAll(launch.environment());
 *         Process process = builder.start();
 *         this.processes.put(launch.workspaceId(), process);
 *         return process.onExit().thenApply((ended) -&gt; new WorkspaceExit(ended.exitValue()));
 *     }
 *
 *     &#64;Override
 *     public void stop(String workspaceId, long generation) throws InterruptedException {
 *         Process process = this.processes.get(workspaceId);
 *         if (process != null) {
 *             process.destroy();
 *             process.waitFor();
 *         }
 *     }
 *
 *     &#64;Override
 *     public boolean isRunning(String workspaceId) {
 *         Process process = this.processes.get(workspaceId);
 *         return process != null &amp;&amp; process.isAlive();
 *     }
 *
 *     &#64;Override
 *     public InputStream log(String workspaceId) {
 *         return InputStream.nullInputStream();
 *     }
 *
 * }</pre>
 * <p>
 * <b>Threads.</b> Implementations must be thread-safe. The handler calls {@code start}
 * for a workspace only while the workspace is not running, and never twice at the same
 * time. Any other method may be called at any time, also for an unknown workspace.
 * <p>
 * <b>Timeouts.</b> Each call runs on a thread of the handler and has a timeout:
 * {@code provisionhook.workspace.runtime-timeout} for methods that fetch, start or stop
 * something ({@code baseEnvironment}, {@code start}, {@code stop}, {@code remove},
 * {@code workspaceIds}, {@code adopt}), {@code provisionhook.workspace.step-timeout} for
 * methods that answer at once (all others, except {@code outlivesHost} and
 * {@code sharesLoopback}, which have none). After the timeout the thread is interrupted
 * and abandoned. If a {@code start} completes after its timeout, the workspace is
 * stopped.
 * <p>
 * <b>Failures.</b> An exception fails the operation. Its message is redacted and becomes
 * part of the record of the workspace. No method may return {@code null}.
 * <p>
 * <b>Secrets.</b> The environment contains secrets. A runtime must not log them, must not
 * pass them on the command line of a program, and must redact its {@link #log}; an
 * {@link OutputTail} does so.
 * <p>
 * <b>Restarts of the host application.</b> By default workspaces end with the host
 * application. A runtime whose workspaces continue overrides {@link #outlivesHost},
 * {@link #workspaceIds} and {@link #adopt}.
 * <p>
 * <b>Several hosts.</b> A host that was suspended may act on a workspace that another
 * host has started again meanwhile. So each run has a generation. A runtime that several
 * hosts share names what it makes by id and generation, refuses a start while there is a
 * later generation, and leaves later generations alone in {@link #stop} and
 * {@link #remove}. If its workspaces are tied to a machine, it overrides
 * {@link #location}.
 *
 * @since 0.1.0
 */
public interface WorkspaceRuntime {

	/**
	 * Reject a request that this runtime does not support. Called before anything is done
	 * for the request; accepts all requests by default.
	 * @param request the request
	 * @throws IllegalArgumentException if the request is not supported; the message is
	 * shown to the author of the request
	 */
	default void validate(WorkspaceRequest request) {
	}

	/**
	 * Return the base environment of a workspace: the variables that this runtime, the
	 * image and the host set by themselves. Sources of secrets and mutators see and may
	 * change them. This method may pull an image.
	 * @param request the request
	 * @param progress reports the steps of a call that takes a while
	 * @return the environment; {@linkplain BaseEnvironment#incomplete incomplete} if
	 * there may be further variables, as by default
	 * @throws Exception if the environment can't be read
	 */
	default BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress) throws Exception {
		return BaseEnvironment.EMPTY
			.incomplete("runtime " + PrintableText.nameOf(getClass()) + " does not report its variables");
	}

	/**
	 * Return the {@linkplain #baseEnvironment base environment} if it is known without
	 * side effects. Called for a plan, which must not pull an image.
	 * @param request the request
	 * @return the environment; empty if it is not known, as by default
	 * @throws Exception if the environment can't be read
	 */
	default Optional<BaseEnvironment> knownEnvironment(WorkspaceRequest request) throws Exception {
		return Optional.empty();
	}

	/**
	 * Return the variables that the program of a workspace requires, in addition to the
	 * required variables of the request. The workspace is not started without them.
	 * @param request the request
	 * @return the variables; none by default
	 */
	default List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		return List.of();
	}

	/**
	 * Start a workspace, and return when it has started.
	 * @param launch the id, the request and the environment of the workspace
	 * @return a stage that completes when the workspace has ended for any reason,
	 * including {@link #stop}
	 * @throws Exception if the workspace could not be started; it must not be running
	 * then
	 */
	CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws Exception;

	/**
	 * Stop a workspace, and return when it has ended. Does nothing if it is not running.
	 * @param workspaceId the id of the workspace
	 * @param generation the last generation to stop; a run of a later generation goes on
	 * @throws Exception if the workspace could not be stopped
	 */
	void stop(String workspaceId, long generation) throws Exception;

	/**
	 * Stop a workspace if it is running, and remove everything that this runtime keeps
	 * for it, such as its directory, its container and its log. Does nothing for an
	 * unknown workspace. By default this only stops the workspace.
	 * @param workspaceId the id of the workspace
	 * @param generation the last generation to remove; what belongs to a later generation
	 * is kept
	 * @throws Exception if the workspace could not be removed completely
	 */
	default void remove(String workspaceId, long generation) throws Exception {
		stop(workspaceId, generation);
	}

	/**
	 * Return the place of the workspaces, for example the id of an engine or of a
	 * machine. Hosts whose runtimes return the same place can stop and adopt each other's
	 * workspaces. Other hosts leave the workspaces of a place to the hosts that are
	 * there.
	 * @return the place in up to 255 characters, always the same; empty by default, which
	 * means that all hosts with the same store reach the same workspaces
	 * @throws Exception if it is not known yet, for example because the engine does not
	 * answer
	 */
	default String location() throws Exception {
		return "";
	}

	/**
	 * Return whether workspaces can continue to run after the end of the host
	 * application, so that the next host application can {@linkplain #adopt adopt} them.
	 * @return {@code false} by default: the handler stops all workspaces when it is
	 * closed
	 */
	default boolean outlivesHost() {
		return false;
	}

	/**
	 * Return whether a workspace can reach a server on the loopback address of the host
	 * application. Processes can; containers with their own network can not.
	 * @return {@code true} by default
	 */
	default boolean sharesLoopback() {
		return true;
	}

	/**
	 * Return the workspaces that this runtime knows, running or ended, including those of
	 * earlier host applications.
	 * @return their ids; none by default, which suits a runtime whose workspaces end with
	 * the host application
	 * @throws Exception if the workspaces can't be listed
	 */
	default Set<String> workspaceIds() throws Exception {
		return Set.of();
	}

	/**
	 * Adopt a workspace that an earlier host application has started and recorded as
	 * running: from now on this runtime knows its exit and its log.
	 * @param workspaceId the id of the workspace
	 * @param generation the generation to adopt
	 * @param redactor the redactor for the output of the workspace. The handler adds
	 * credentials that the workspace receives from now on; the runtime has to add earlier
	 * secrets that it can find, such as the values of variables
	 * @return a stage that completes when the workspace has ended, which is complete if
	 * it has ended before; empty if the runtime can't find out how it ended, as by
	 * default
	 * @throws Exception if the workspace can't be read
	 */
	default Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation, SecretRedactor redactor)
			throws Exception {
		return Optional.empty();
	}

	/**
	 * Return whether a workspace is running.
	 * @param workspaceId the id of the workspace
	 * @return {@code false} if it has ended or is unknown
	 */
	boolean isRunning(String workspaceId);

	/**
	 * Open the redacted output of a workspace, as far as this runtime keeps it.
	 * @param workspaceId the id of the workspace
	 * @return the output, to be closed by the caller; empty if there is none
	 * @throws IOException if the output can't be read
	 */
	InputStream log(String workspaceId) throws IOException;

}
