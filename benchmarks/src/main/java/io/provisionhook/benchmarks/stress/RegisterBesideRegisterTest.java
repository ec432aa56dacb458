package io.provisionhook.benchmarks.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import io.provisionhook.Registry;

/**
 * No registration gets lost.
 */
@JCStressTest
@Outcome(id = { "\\[A, B\\]", "\\[B, A\\]" }, expect = Expect.ACCEPTABLE, desc = "both, in some order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a mutator is lost")
@State
public class RegisterBesideRegisterTest {

	private final Registry registry = Registry.builder().executor(Runnable::run).fetchExecutor(Runnable::run).build();

	/**
	 * Register a mutator.
	 */
	@Actor
	public void registerOne() {
		this.registry.register(Contexts.writer("A"), "test");
	}

	/**
	 * Register another.
	 */
	@Actor
	public void registerOther() {
		this.registry.register(Contexts.writer("B"), "test");
	}

	/**
	 * Look at what is there.
	 * @param result the names
	 */
	@Arbiter
	public void look(L_Result result) {
		result.r1 = this.registry.names().toString();
	}

}
