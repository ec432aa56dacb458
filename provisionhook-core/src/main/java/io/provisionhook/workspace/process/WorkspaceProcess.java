package io.provisionhook.workspace.process;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.provisionhook.IsolatedThreads;
import io.provisionhook.workspace.OutputTail;
import io.provisionhook.workspace.WorkspaceExit;

/**
 * The process of a workspace, from its start on.
 */
final class WorkspaceProcess {

	private static final long OUTPUT_DRAIN_MILLIS = 1000;

	private static final long END_MILLIS = 5000;

	private final String workspaceId;

	private final Process process;

	private final ProcessTree tree;

	private final OutputTail output;

	private final Thread reader;

	private final CompletableFuture<WorkspaceExit> exit;

	WorkspaceProcess(String workspaceId, Process process, ProcessTree tree, OutputTail output,
			IsolatedThreads threads) {
		this.workspaceId = workspaceId;
		this.process = process;
		this.tree = tree;
		this.output = output;
		this.reader = threads.newThread(() -> output.readFrom(process.getInputStream()));
		this.reader.start();
		this.exit = process.onExit().thenApplyAsync(this::ended, threads);
	}

	private WorkspaceExit ended(Process process) {
		this.tree.kill();
		try {
			this.reader.join(OUTPUT_DRAIN_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return new WorkspaceExit(process.exitValue());
	}

	String workspaceId() {
		return this.workspaceId;
	}

	CompletionStage<WorkspaceExit> exit() {
		return this.exit.minimalCompletionStage();
	}

	boolean isRunning() {
		return !this.exit.isDone();
	}

	byte[] output() {
		return this.output.toByteArray();
	}

	/**
	 * Ask the processes to end. Once they have, their ids may belong to others.
	 */
	void terminate() {
		if (isRunning()) {
			this.tree.terminate();
		}
	}

	void kill() {
		if (isRunning()) {
			this.tree.kill();
		}
	}

	void awaitEndOrKill(long deadlineNanos) throws IOException, InterruptedException {
		if (isRunning() && !this.tree.awaitEnd(deadlineNanos)) {
			kill();
		}
		try {
			this.exit.get(END_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IOException("Process " + this.process.pid() + " of workspace '" + this.workspaceId
					+ "' does not end although it was killed", ex);
		}
	}

}
