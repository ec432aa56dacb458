package io.provisionhook.runtime.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.workspace.runtime.OutputTail;
import io.provisionhook.workspace.runtime.WorkspaceExit;

/**
 * The processes of a workspace and their output, from the start to the end. Thread-safe.
 */
final class WorkspaceProcess {

	private static final Logger logger = System.getLogger(WorkspaceProcess.class.getName());

	private static final long OUTPUT_DRAIN_MILLIS = 1000;

	private static final long END_MILLIS = 5000;

	private final String workspaceId;

	private final long generation;

	private final WorkspaceDirectories directories;

	private final ProcessTree tree;

	private final OutputTail output;

	private final IsolatedThreads threads;

	private final CompletableFuture<WorkspaceExit> exit = new CompletableFuture<>();

	WorkspaceProcess(String workspaceId, long generation, WorkspaceDirectories directories, OutputTail output,
			IsolatedThreads threads) throws IOException {
		this.workspaceId = workspaceId;
		this.generation = generation;
		this.directories = directories;
		this.tree = directories.processes(workspaceId);
		this.output = output;
		this.threads = threads;
	}

	/**
	 * Start the first process. After a failure it is either not running, or
	 * {@link #isRunning()} continues to return {@code true}.
	 * @param builder the process to start
	 * @param starter the function that starts it
	 * @throws IOException if it can't be started
	 */
	void start(ProcessBuilder builder, Starter starter) throws IOException {
		try {
			Process process = starter.start(builder);
			this.tree.setLeader(process.toHandle());
			Thread reader = this.threads.newThread(() -> this.output.readFrom(process.getInputStream()));
			reader.start();
			process.onExit()
				.handle((ended, failure) -> ended)
				.thenRunAsync(() -> ended(process, reader), this.threads)
				.exceptionally((noThread) -> {
					ended(process, reader);
					return null;
				});
		}
		catch (Throwable ex) {
			cancel(ex);
			throw ex;
		}
	}

	// The JDK may fail after the system has created the process
	private void cancel(Throwable failure) {
		try {
			this.tree.kill();
			this.directories.deleteInput(this.workspaceId);
			this.exit.completeExceptionally(failure);
		}
		catch (Throwable ex) {
			failure.addSuppressed(ex);
		}
	}

	private void ended(Process process, Thread reader) {
		try {
			this.tree.kill();
			this.directories.deleteInput(this.workspaceId);
			awaitOutput(reader);
			this.exit.complete(new WorkspaceExit(process.exitValue()));
		}
		catch (Throwable ex) {
			this.exit.completeExceptionally(ex);
			logger.log(Level.ERROR, (ex instanceof IOException) ? ex.getMessage() : ex.getClass().getName());
		}
	}

	private static void awaitOutput(Thread reader) {
		try {
			reader.join(OUTPUT_DRAIN_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	long generation() {
		return this.generation;
	}

	String workspaceId() {
		return this.workspaceId;
	}

	CompletionStage<WorkspaceExit> exit() {
		return this.exit.minimalCompletionStage();
	}

	boolean isRunning() {
		return !this.exit.isDone() || (this.exit.isCompletedExceptionally() && this.tree.isLiving());
	}

	byte[] output() {
		return this.output.toByteArray();
	}

	/**
	 * Terminate the processes, unless they have ended: their ids may belong to others
	 * then.
	 */
	void terminate() {
		if (isRunning()) {
			this.tree.terminate();
		}
	}

	void kill() throws IOException {
		if (isRunning()) {
			this.tree.kill();
		}
	}

	/**
	 * Kill the processes that could not be killed when the workspace ended.
	 * @throws IOException if a process does not end
	 */
	void killRest() throws IOException {
		if (this.exit.isDone()) {
			kill();
		}
	}

	void awaitEndOrKill(long deadlineNanos) throws IOException, InterruptedException {
		if (isRunning() && !this.tree.awaitEnd(deadlineNanos)) {
			this.tree.kill();
		}
		try {
			this.exit.get(END_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			// The processes that could not be killed have ended by now
		}
		catch (TimeoutException ex) {
			throw new IOException("Workspace '" + this.workspaceId + "' does not say how it has ended", ex);
		}
	}

	/**
	 * Function that starts a process.
	 */
	interface Starter {

		Process start(ProcessBuilder builder) throws IOException;

	}

}
