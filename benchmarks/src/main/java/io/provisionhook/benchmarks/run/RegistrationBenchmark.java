package io.provisionhook.benchmarks.run;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;

/**
 * Runs while another thread registers without a pause (goal 10). A registry only ever
 * grows: so that thread registers up to twice the mutators, begins again with a new
 * registry and has the runs use that. Chains differ in length therefore, and the time for
 * each turn is what can be compared.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RegistrationBenchmark {

	private static final int SHORTEST = 8;

	private static final int LONGEST = 16;

	private final List<NoOp> mutators = IntStream.range(0, LONGEST).mapToObj(NoOp::of).toList();

	private final Registry quiet = Runs.register(Runs.direct(), this.mutators.subList(0, (SHORTEST + LONGEST) / 2));

	private final ProvisionContext context = Runs.context();

	private final Env env = Environments.env(30);

	/**
	 * The baseline: nobody registers.
	 * @param turns counts turns
	 * @return the report
	 */
	@Benchmark
	public RunReport quiet(Turns turns) {
		return turns.count(this.quiet.run(this.context, this.env));
	}

	/**
	 * Another thread registers, but with registries that are not run: what is left is
	 * what its garbage and its use of the memory cost.
	 * @param turns counts turns
	 * @param registrations the other thread
	 * @return the report
	 */
	@Benchmark
	public RunReport besideOtherRegistries(Turns turns, Registrations registrations) {
		return turns.count(this.quiet.run(this.context, this.env));
	}

	/**
	 * Another thread registers.
	 * @param turns counts turns
	 * @param registrations the other thread
	 * @return the report
	 */
	@Benchmark
	public RunReport whileRegistering(Turns turns, Registrations registrations) {
		return turns.count(registrations.current.run(this.context, this.env));
	}

	/**
	 * Counts turns.
	 */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.OPERATIONS)
	public static class Turns {

		/**
		 * The number of turns so far.
		 */
		public long turns;

		RunReport count(RunReport report) {
			this.turns += report.mutators().size();
			return report;
		}

	}

	/**
	 * The thread that registers.
	 */
	@State(Scope.Benchmark)
	public static class Registrations {

		private final List<NoOp> mutators = IntStream.range(0, LONGEST).mapToObj(NoOp::of).toList();

		private final Thread thread = new Thread(this::register, "registrations");

		volatile Registry current = shortest();

		private Registry shortest() {
			return Runs.register(Runs.direct(), this.mutators.subList(0, SHORTEST));
		}

		private void register() {
			while (!Thread.currentThread().isInterrupted()) {
				Registry next = shortest();
				this.current = next;
				this.mutators.subList(SHORTEST, LONGEST).forEach((mutator) -> next.register(mutator, "benchmark"));
			}
		}

		/**
		 * Start the thread.
		 */
		@Setup
		public void start() {
			this.thread.setDaemon(true);
			this.thread.start();
		}

		/**
		 * Stop the thread.
		 */
		@TearDown
		public void stop() {
			this.thread.interrupt();
		}

	}

}
