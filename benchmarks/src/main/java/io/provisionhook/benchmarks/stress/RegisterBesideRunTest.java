package io.provisionhook.benchmarks.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.Registry;

/**
 * A run sees the mutators up to one of them, in their order.
 */
@JCStressTest
@Outcome(id = "\\[\\]", expect = Expect.ACCEPTABLE, desc = "none yet")
@Outcome(id = "\\[A\\]", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "\\[A, B\\]", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "a torn chain")
@State
public class RegisterBesideRunTest {

	private final Registry registry = Registry.builder().executor(Runnable::run).fetchExecutor(Runnable::run).build();

	private final Env env = Env.onTopOf(BaseEnvironment.EMPTY);

	/**
	 * Register two mutators.
	 */
	@Actor
	public void register() {
		this.registry.register(Contexts.writer("A"), "test");
		this.registry.register(Contexts.writer("B"), "test");
	}

	/**
	 * Run the mutators that are registered.
	 * @param result the variables
	 */
	@Actor
	public void run(L_Result result) {
		this.registry.run(Contexts.create(), this.env);
		result.r1 = this.env.keySet().toString();
	}

}
