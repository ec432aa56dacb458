package io.provisionhook.benchmarks.stress;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.RunObserver;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;

/**
 * The caller and the thread that took the turn both want to end what an observer watches:
 * one of them does, and says what the report says.
 */
@JCStressTest
@Outcome(id = "SUCCESS null, 1 closed, \\[SUCCESS null\\]", expect = Expect.ACCEPTABLE, desc = "in time")
@Outcome(id = "SKIPPED (timed out .*), 1 closed, \\[SKIPPED provisionhook \"A\": \\1\\]", expect = Expect.ACCEPTABLE,
		desc = "given up on")
@Outcome(expect = Expect.FORBIDDEN, desc = "not ended, ended twice, or ended otherwise than the report says")
@State
public class ObservedScopeTest {

	private final HandOver handOver = new HandOver();

	private final Watch watch = new Watch();

	private final Registry registry = Registry.builder()
		.executor(this.handOver)
		.fetchExecutor(Runnable::run)
		.observer(this.watch)
		.policies((name) -> MutatorPolicy.DEFAULT.withTimeout(HandOver.TIMEOUT)
			.withOnFailure(MutatorPolicy.OnFailure.SKIP))
		.build();

	private final Env env = Env.onTopOf(BaseEnvironment.EMPTY);

	/**
	 * Create the test.
	 */
	public ObservedScopeTest() {
		this.registry.register(this.handOver.lateWriter("A"), "test");
	}

	/**
	 * Call for the run.
	 * @param result how it says that the turn ended
	 */
	@Actor
	public void run(LLL_Result result) {
		this.handOver.awaitWorker();
		MutatorReport report = this.registry.run(Contexts.create(), this.env).mutators().get(0);
		result.r1 = report.outcome() + " " + report.error();
	}

	/**
	 * Take the turn.
	 */
	@Actor
	public void work() {
		this.handOver.work();
	}

	/**
	 * Check the calls of the observer.
	 * @param result how often a turn was closed, and how it ended
	 */
	@Arbiter
	public void look(LLL_Result result) {
		result.r2 = this.watch.closed.get() + " closed";
		result.r3 = this.watch.ended.toString();
	}

	/**
	 * Records the calls about the mutator.
	 */
	private static final class Watch implements RunObserver {

		private final AtomicInteger closed = new AtomicInteger();

		private final Queue<String> ended = new ConcurrentLinkedQueue<>();

		@Override
		public Scope turnStarted(ProvisionContext context, String mutatorName) {
			return new Scope() {

				@Override
				public void close() {
					Watch.this.closed.incrementAndGet();
				}

				@Override
				public void stopped(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
					Watch.this.ended.add(outcome + " " + ((error != null) ? error.getMessage() : null));
				}

			};
		}

	}

}
