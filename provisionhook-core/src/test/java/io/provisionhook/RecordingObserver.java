package io.provisionhook;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Observer that records its calls.
 */
class RecordingObserver implements RunObserver {

	final List<@Nullable ProvisionhookException> errors = new ArrayList<>();

	private final String name;

	private final List<String> calls;

	RecordingObserver(String name, List<String> calls) {
		this.name = name;
		this.calls = calls;
	}

	@Override
	public Scope runStarted(ProvisionContext context) {
		return before("run of " + context.workspaceId());
	}

	@Override
	public Scope turnStarted(ProvisionContext context, String mutatorName) {
		return before(mutatorName);
	}

	private Scope before(String what) {
		this.calls.add(this.name + " before " + what);
		return (outcome, error) -> {
			this.calls.add(this.name + " after " + what + ": " + outcome);
			this.errors.add(error);
		};
	}

}
