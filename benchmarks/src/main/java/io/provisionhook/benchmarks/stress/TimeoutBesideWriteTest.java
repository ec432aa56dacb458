package io.provisionhook.benchmarks.stress;

import java.util.HashMap;
import java.util.Map;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

import io.provisionhook.MutatorPolicy;
import io.provisionhook.MutatorTimeoutException;
import io.provisionhook.Registry;

/**
 * A mutator writes while its time is running out: all of it counts or nothing does, and
 * the caller knows which.
 */
@JCStressTest
@Outcome(id = "passed, \\[A, B\\]", expect = Expect.ACCEPTABLE, desc = "in time")
@Outcome(id = "timed out, \\[\\]", expect = Expect.ACCEPTABLE, desc = "given up on")
@Outcome(expect = Expect.FORBIDDEN, desc = "the map is not what the run said")
@State
public class TimeoutBesideWriteTest {

	private final HandOver handOver = new HandOver();

	private final Registry registry = Registry.builder()
		.executor(this.handOver)
		.fetchExecutor(Runnable::run)
		.policies(TimeoutBesideWriteTest::policyOf)
		.build();

	private final Map<String, String> map = new HashMap<>();

	/**
	 * Create the test.
	 */
	public TimeoutBesideWriteTest() {
		this.registry.register(this.handOver.lateWriter("A"), "test");
		this.registry.register(Contexts.writer("B"), "test");
	}

	private static MutatorPolicy policyOf(String name) {
		return name.equals("A") ? MutatorPolicy.DEFAULT.withTimeout(HandOver.TIMEOUT) : MutatorPolicy.DEFAULT;
	}

	/**
	 * Call for the run.
	 * @param result how it ended
	 */
	@Actor
	public void run(LL_Result result) {
		this.handOver.awaitWorker();
		try {
			this.registry.run(Contexts.create(), this.map);
			result.r1 = "passed";
		}
		catch (MutatorTimeoutException ex) {
			result.r1 = "timed out";
		}
	}

	/**
	 * Take the turns.
	 */
	@Actor
	public void work() {
		this.handOver.work();
	}

	/**
	 * Look at the map when the mutators have long come back.
	 * @param result the variables
	 */
	@Arbiter
	public void look(LL_Result result) {
		result.r2 = this.map.keySet().toString();
	}

}
