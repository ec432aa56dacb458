package io.provisionhook.benchmarks.scenario;

import java.util.concurrent.Callable;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * Fetches one variable from something that answers after a while.
 *
 * @param name the name of the mutator and of its variable
 * @param remote what answers
 */
record RemoteMutator(String name, Callable<String> remote) implements FetchingEnvMutator<String> {

	static final long MILLIS = 50;

	static RemoteMutator of(int index) {
		return new RemoteMutator("REMOTE_" + index, () -> answer("value-" + index));
	}

	static String answer(String value) throws InterruptedException {
		Thread.sleep(MILLIS);
		return value;
	}

	@Override
	public String fetch(ProvisionContext context) throws Exception {
		return this.remote.call();
	}

	@Override
	public void apply(String fetched, ProvisionContext context, Env env) {
		env.put(this.name, fetched);
	}

}
