package io.provisionhook.benchmarks.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.RunReport;

/**
 * A mutator writes while it is given up on, and the run goes on without it: what it
 * writes then reaches nothing.
 */
@JCStressTest
@Outcome(id = "\\[SUCCESS, SUCCESS\\], \\[A, B\\]", expect = Expect.ACCEPTABLE, desc = "in time")
@Outcome(id = "\\[SKIPPED, SUCCESS\\], \\[B\\]", expect = Expect.ACCEPTABLE, desc = "given up on")
@Outcome(expect = Expect.FORBIDDEN, desc = "the environment is not what the report says")
@State
public class SkipBesideWriteTest {

	private final HandOver handOver = new HandOver();

	private final Registry registry = Registry.builder()
		.executor(this.handOver)
		.fetchExecutor(Runnable::run)
		.policies(SkipBesideWriteTest::policyOf)
		.build();

	private final Env env = Env.onTopOf(BaseEnvironment.EMPTY);

	/**
	 * Create the test.
	 */
	public SkipBesideWriteTest() {
		this.registry.register(this.handOver.lateWriter("A"), "test");
		this.registry.register(Contexts.writer("B"), "test");
	}

	private static MutatorPolicy policyOf(String name) {
		return name.equals("A")
				? MutatorPolicy.DEFAULT.withTimeout(HandOver.TIMEOUT).withOnFailure(MutatorPolicy.OnFailure.SKIP)
				: MutatorPolicy.DEFAULT;
	}

	/**
	 * Call for the run.
	 * @param result how the mutators ended
	 */
	@Actor
	public void run(LL_Result result) {
		this.handOver.awaitWorker();
		RunReport report;
		try {
			report = this.registry.run(Contexts.create(), this.env);
		}
		catch (ProvisionhookException ex) {
			report = ex.getReport();
		}
		result.r1 = outcomes(report);
	}

	private static String outcomes(RunReport report) {
		return report.mutators()
			.stream()
			.map((mutator) -> mutator.outcome())
			.map(MutatorOutcome::name)
			.toList()
			.toString();
	}

	/**
	 * Take the turns up to that of the first mutator.
	 */
	@Actor
	public void work() {
		this.handOver.work();
	}

	/**
	 * Look at the environment when the first mutator has long come back.
	 * @param result the variables
	 */
	@Arbiter
	public void look(LL_Result result) {
		result.r2 = this.env.keySet().toString();
	}

}
