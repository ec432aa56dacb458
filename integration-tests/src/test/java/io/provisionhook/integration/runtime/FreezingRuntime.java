package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * A runtime that waits at one moment of its first start, so that a test can freeze its
 * host at that moment.
 */
final class FreezingRuntime implements WorkspaceRuntime {

	private final WorkspaceRuntime delegate;

	private final Moment moment;

	private final CountDownLatch goOn;

	private boolean waited;

	FreezingRuntime(WorkspaceRuntime delegate, Moment moment, CountDownLatch goOn) {
		this.delegate = delegate;
		this.moment = moment;
		this.goOn = goOn;
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws Exception {
		RuntimeProgress progress = (step) -> {
			launch.progress().begin(step);
			for (Moment moment : Moment.values()) {
				if (moment.steps.contains(step)) {
					waitAt(moment);
				}
			}
		};
		CompletionStage<WorkspaceExit> exit = this.delegate
			.start(new WorkspaceLaunch(launch.workspaceId(), launch.generation(), launch.request(),
					launch.environment(), launch.secretNames(), launch.redactor(), progress));
		waitAt(Moment.BEFORE_RUNNING);
		return exit;
	}

	private synchronized void waitAt(Moment present) {
		if (present == this.moment && !this.waited) {
			this.waited = true;
			System.out.println(present);
			try {
				this.goOn.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void validate(WorkspaceRequest request) {
		this.delegate.validate(request);
	}

	@Override
	public BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress) throws Exception {
		return this.delegate.baseEnvironment(request, progress);
	}

	@Override
	public List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		return this.delegate.requiredVariables(request);
	}

	@Override
	public void stop(String workspaceId, long generation) throws Exception {
		this.delegate.stop(workspaceId, generation);
	}

	@Override
	public void remove(String workspaceId, long generation) throws Exception {
		this.delegate.remove(workspaceId, generation);
	}

	@Override
	public String location() throws Exception {
		return this.delegate.location();
	}

	@Override
	public boolean outlivesHost() {
		return this.delegate.outlivesHost();
	}

	@Override
	public Set<String> workspaceIds() throws Exception {
		return this.delegate.workspaceIds();
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation, SecretRedactor redactor)
			throws Exception {
		return this.delegate.adopt(workspaceId, generation, redactor);
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return this.delegate.isRunning(workspaceId);
	}

	@Override
	public InputStream log(String workspaceId) throws IOException {
		return this.delegate.log(workspaceId);
	}

	/**
	 * Moment of a start.
	 */
	@SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
	enum Moment {

		BEFORE_CREATE("create container", "create Pod"), AFTER_CREATE("start container", "create Secret"),
		BEFORE_RUNNING;

		private final Set<String> steps;

		Moment(String... steps) {
			this.steps = Set.of(steps);
		}

	}

}
