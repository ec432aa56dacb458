package io.provisionhook.workspace;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * A host application that shares a store with others. It can be frozen: its clock goes
 * on, but none of its tasks runs until it is thawed.
 */
final class TestHost implements AutoCloseable {

	final ManualWorkspaceClock clock = new ManualWorkspaceClock();

	final WorkspaceHandler handler;

	private Duration missed = Duration.ZERO;

	private boolean frozen;

	TestHost(String name, SharedStore store, WorkspaceRuntime runtime,
			UnaryOperator<WorkspaceHandler.Builder> settings) {
		WorkspaceHandler.Builder builder = WorkspaceHandler.builder(runtime)
			.store(store)
			.instanceName(name)
			.clock(() -> this.clock);
		this.handler = settings.apply(builder).build();
		this.handler.reconcile();
	}

	void freeze() {
		this.frozen = true;
	}

	void thaw() {
		this.frozen = false;
		Duration time = this.missed;
		this.missed = Duration.ZERO;
		this.clock.advance(time);
	}

	void pass(Duration time) {
		if (this.frozen) {
			this.missed = this.missed.plus(time);
		}
		else {
			this.clock.advance(time);
		}
	}

	String id() {
		return String.valueOf(this.handler.instances().id());
	}

	@Override
	public void close() {
		this.handler.close();
	}

}
