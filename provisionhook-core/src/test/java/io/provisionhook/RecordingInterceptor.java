package io.provisionhook;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Writes down what it is told.
 */
class RecordingInterceptor implements RunInterceptor {

	final List<@Nullable ProvisionhookException> errors = new ArrayList<>();

	private final String name;

	private final List<String> calls;

	RecordingInterceptor(String name, List<String> calls) {
		this.name = name;
		this.calls = calls;
	}

	@Override
	public Completion beforeRun(ProvisionContext context) {
		return before("run of " + context.workspaceId());
	}

	@Override
	public Completion beforeMutator(ProvisionContext context, String mutatorName) {
		return before(mutatorName);
	}

	private Completion before(String what) {
		this.calls.add(this.name + " before " + what);
		return (outcome, error) -> {
			this.calls.add(this.name + " after " + what + ": " + outcome);
			this.errors.add(error);
		};
	}

}
