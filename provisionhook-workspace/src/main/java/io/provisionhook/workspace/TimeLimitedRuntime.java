package io.provisionhook.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.internal.RedactedCall;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Calls a runtime with a timeout. A workspace that starts after the timeout is stopped,
 * and is not started again until then. Thread-safe.
 */
final class TimeLimitedRuntime implements WorkspaceRuntime {

	private static final int MAX_LOCATION_LENGTH = 255;

	private static final Logger logger = System.getLogger(TimeLimitedRuntime.class.getName());

	private final WorkspaceRuntime runtime;

	private final TimeLimitedCalls calls;

	private final BooleanSupplier mayAct;

	private final ConcurrentMap<String, CompletableFuture<Boolean>> starts = new ConcurrentHashMap<>();

	/**
	 * Create a runtime.
	 * @param runtime the runtime to call
	 * @param calls limits the time of calls
	 * @param mayAct whether this host application holds its lease, so that it may start
	 * and stop workspaces
	 */
	TimeLimitedRuntime(WorkspaceRuntime runtime, TimeLimitedCalls calls, BooleanSupplier mayAct) {
		this.runtime = runtime;
		this.calls = calls;
		this.mayAct = mayAct;
	}

	private void requireLease() {
		if (!this.mayAct.getAsBoolean()) {
			throw new IllegalStateException("the lease of this host is over, so another host may have the workspace");
		}
	}

	@Override
	public void validate(WorkspaceRequest request) {
		this.calls.unchecked(this.runtime, this.calls.stepLimit(), () -> {
			this.runtime.validate(request);
			return request;
		});
	}

	@Override
	public BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress) throws Exception {
		return required("baseEnvironment", this.calls.limiter()
			.call(this.runtime, this.calls.runtimeLimit(), () -> this.runtime.baseEnvironment(request, progress)));
	}

	@Override
	public Optional<BaseEnvironment> knownEnvironment(WorkspaceRequest request) throws Exception {
		return required("knownEnvironment",
				this.calls.step(this.runtime, () -> this.runtime.knownEnvironment(request)));
	}

	@Override
	public List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		return required("requiredVariables", this.calls.unchecked(this.runtime, this.calls.stepLimit(),
				() -> this.runtime.requiredVariables(request)));
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws Exception {
		String id = launch.workspaceId();
		awaitEarlierStart(id);
		requireLease();
		AtomicBoolean entered = new AtomicBoolean();
		CompletableFuture<Boolean> start = new CompletableFuture<>();
		this.starts.put(id, start);
		boolean late = false;
		try {
			return this.calls.limiter().call(this.runtime, this.calls.runtimeLimit(), () -> {
				entered.set(true);
				return start(launch, start);
			}, (exit) -> stopLate(launch, start));
		}
		catch (TimeoutException ex) {
			this.calls.onLate().run();
			late = entered.get();
			throw ex;
		}
		finally {
			if (!late) {
				end(id, start);
			}
		}
	}

	private CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch, CompletableFuture<Boolean> start)
			throws Exception {
		boolean started = false;
		try {
			CompletionStage<WorkspaceExit> exit = this.runtime.start(launch);
			if (exit == null) {
				this.runtime.stop(launch.workspaceId(), launch.generation());
			}
			started = true;
			return required("start", exit);
		}
		finally {
			if (!started) {
				end(launch.workspaceId(), start);
			}
		}
	}

	private void awaitEarlierStart(String id) throws Exception {
		CompletableFuture<Boolean> earlier = this.starts.get(id);
		if (earlier != null) {
			try {
				this.calls.step(this, earlier::get);
			}
			catch (TimeoutException ex) {
				throw new IllegalStateException("an earlier start by " + PrintableText.nameOf(this.runtime.getClass())
						+ " has not returned, although its timeout has passed", ex);
			}
		}
	}

	private void stopLate(WorkspaceLaunch launch, CompletableFuture<Boolean> start) {
		String id = launch.workspaceId();
		try {
			this.runtime.stop(id, launch.generation());
			logger.log(Level.WARNING, "Workspace {0} was started after its time was up, and has been stopped",
					PrintableText.of(id));
		}
		catch (Throwable ex) {
			this.calls.onLate().run();
			logger.log(Level.ERROR, "Workspace {0} was started after its time was up, and could not be stopped: {1}",
					PrintableText.of(id), PrintableText.of(ex.getClass().getName()));
		}
		finally {
			end(id, start);
		}
	}

	private void end(String id, CompletableFuture<Boolean> start) {
		this.starts.remove(id, start);
		start.complete(true);
	}

	@Override
	public void stop(String workspaceId, long generation) throws Exception {
		requireLease();
		stopNow(workspaceId, generation);
	}

	private void stopNow(String workspaceId, long generation) throws Exception {
		this.calls.limiter().call(this.runtime, this.calls.runtimeLimit(), () -> {
			this.runtime.stop(workspaceId, generation);
			return workspaceId;
		}, (late) -> this.calls.onLate().run());
	}

	@Override
	public void remove(String workspaceId, long generation) throws Exception {
		requireLease();
		this.calls.limiter().call(this.runtime, this.calls.runtimeLimit(), () -> {
			this.runtime.remove(workspaceId, generation);
			return workspaceId;
		}, (late) -> this.calls.onLate().run());
	}

	/**
	 * Stop a workspace even if this thread is interrupted, which it remains.
	 * @param workspaceId the id of the workspace
	 * @param generation the last generation to stop
	 * @throws Exception if it could not be stopped
	 */
	void stopUninterruptibly(String workspaceId, long generation) throws Exception {
		uninterruptibly(() -> stop(workspaceId, generation));
	}

	/**
	 * Stop a run that this host application has started and could not record, even
	 * without a lease: no other host application can have that generation.
	 * @param workspaceId the id of the workspace
	 * @param generation the generation of the run
	 * @throws Exception if it could not be stopped
	 */
	void undoStart(String workspaceId, long generation) throws Exception {
		uninterruptibly(() -> stopNow(workspaceId, generation));
	}

	/**
	 * Remove a workspace even if this thread is interrupted, which it remains.
	 * @param workspaceId the id of the workspace
	 * @param generation the last generation to remove
	 * @throws Exception if it could not be removed completely
	 */
	void removeUninterruptibly(String workspaceId, long generation) throws Exception {
		uninterruptibly(() -> remove(workspaceId, generation));
	}

	private static void uninterruptibly(RedactedCall.Action call) throws Exception {
		boolean interrupted = Thread.interrupted();
		try {
			call.run();
		}
		catch (InterruptedException ex) {
			interrupted = true;
			call.run();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public String location() throws Exception {
		String location = required("location", this.calls.step(this.runtime, this.runtime::location));
		if (location.length() > MAX_LOCATION_LENGTH) {
			throw new IllegalStateException(PrintableText.nameOf(this.runtime.getClass()) + " returned a location of "
					+ location.length() + " characters");
		}
		return location;
	}

	@Override
	public boolean outlivesHost() {
		return this.runtime.outlivesHost();
	}

	@Override
	public boolean sharesLoopback() {
		return this.runtime.sharesLoopback();
	}

	@Override
	public Set<String> workspaceIds() throws Exception {
		return required("workspaceIds",
				this.calls.limiter().call(this.runtime, this.calls.runtimeLimit(), this.runtime::workspaceIds));
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation, SecretRedactor redactor)
			throws Exception {
		return required("adopt",
				this.calls.limiter()
					.call(this.runtime, this.calls.runtimeLimit(),
							() -> this.runtime.adopt(workspaceId, generation, redactor)));
	}

	@Override
	public boolean isRunning(String workspaceId) {
		return this.calls.unchecked(this.runtime, this.calls.stepLimit(), () -> this.runtime.isRunning(workspaceId));
	}

	@Override
	public InputStream log(String workspaceId) throws IOException {
		try {
			return required("log",
					this.calls.limiter()
						.call(this.runtime, this.calls.stepLimit(), () -> this.runtime.log(workspaceId),
								TimeLimitedRuntime::close));
		}
		catch (IOException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new IOException(ex.getMessage(), ex);
		}
	}

	private <T> T required(String method, @Nullable T result) {
		return TimeLimitedCalls.required(this.runtime, method, result);
	}

	private static void close(@Nullable InputStream log) {
		try {
			if (log != null) {
				log.close();
			}
		}
		catch (IOException ex) {
			// The caller has given up
		}
	}

}
