package io.provisionhook.autoconfigure.workspace;

import java.util.concurrent.CompletionStage;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

import io.provisionhook.workspace.WorkspaceHandler;

/**
 * Adopts the workspaces of an earlier run of the application before web servers start,
 * and waits for provisioning to finish after they have stopped. The timeout is that of
 * Spring's lifecycle. The handler fails the remaining workspaces when it is closed.
 */
final class WorkspaceLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	private static final Log logger = LogFactory.getLog(WorkspaceLifecycle.class);

	private final WorkspaceHandler handler;

	private final ReconciliationScheduler reconciliation;

	private final ApplicationContext context;

	private volatile boolean running;

	private volatile boolean closing;

	WorkspaceLifecycle(WorkspaceHandler handler, ReconciliationScheduler reconciliation, ApplicationContext context) {
		this.handler = handler;
		this.reconciliation = reconciliation;
		this.context = context;
	}

	@Override
	public int getPhase() {
		return SmartLifecycle.DEFAULT_PHASE - 4096;
	}

	@Override
	public void start() {
		this.running = true;
		this.reconciliation.start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// Marks the next stop as the final one. Spring also stops and starts a context for
	// other reasons, such as a pause between tests, which must not stop workspaces
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.closing |= event.getApplicationContext() == this.context;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.reconciliation.stop();
		CompletionStage<Void> done = this.closing ? this.handler.shutdown() : null;
		// A mock in a test of the application returns null
		if (done == null) {
			callback.run();
			return;
		}
		if (!done.toCompletableFuture().isDone()) {
			logger.info("provisionhook: waiting for workspaces that are being provisioned or stopped");
		}
		done.whenComplete((result, ex) -> callback.run());
	}

}
