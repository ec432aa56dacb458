package io.provisionhook.benchmarks.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.RunObserver;
import io.provisionhook.autoconfigure.observation.MutatorObservationContext;
import io.provisionhook.autoconfigure.observation.MutatorObservationConvention;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservation;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservationAutoConfiguration;
import io.provisionhook.autoconfigure.observation.RunObservationContext;
import io.provisionhook.autoconfigure.observation.RunObservationConvention;
import io.provisionhook.report.RunReport;

/**
 * A run that is observed next to the same observations around a loop (goal 8). Timers and
 * long task timers come of them, as in an application with Spring Boot's actuator.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ObservationBenchmark {

	private static final RunObservationConvention RUN_CONVENTION = new RunObservationConvention() {
	};

	private static final MutatorObservationConvention MUTATOR_CONVENTION = new MutatorObservationConvention() {
	};

	private final List<NoOp> mutators = IntStream.range(0, Runs.MUTATORS).mapToObj(NoOp::of).toList();

	private final ObservationRegistry observations = observations();

	private final AnnotationConfigApplicationContext application = application(this.observations);

	private final Registry registry = Runs.register(Runs.direct().observer(this.application.getBean(RunObserver.class)),
			this.mutators);

	private final Registry unobserved = Runs.register(Runs.direct(), this.mutators);

	private final ProvisionContext context = Runs.context();

	private final Map<String, String> map = Environments.map(30);

	private final Env env = Environments.env(30);

	private static ObservationRegistry observations() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		return registry;
	}

	private static AnnotationConfigApplicationContext application(ObservationRegistry observations) {
		AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
		application.registerBean(ObservationRegistry.class, () -> observations);
		application.register(ProvisionhookObservationAutoConfiguration.class);
		application.refresh();
		return application;
	}

	/**
	 * Close what the benchmark needed.
	 */
	@TearDown
	public void tearDown() {
		this.application.close();
	}

	/**
	 * The baseline: an observation around a loop, and one around each call in it.
	 * @return the map
	 */
	// A scope is there to be closed
	@SuppressWarnings("try")
	@Benchmark
	public Map<String, String> bareObservations() {
		Observation run = ProvisionhookObservation.RUN.observation(null, RUN_CONVENTION,
				() -> new RunObservationContext(this.context), this.observations);
		try (Observation.Scope ignored = run.start().openScope()) {
			for (NoOp mutator : this.mutators) {
				observe(mutator);
			}
		}
		run.stop();
		return this.map;
	}

	@SuppressWarnings("try")
	private void observe(NoOp mutator) {
		Observation observation = ProvisionhookObservation.MUTATOR.observation(null, MUTATOR_CONVENTION,
				() -> new MutatorObservationContext(this.context, mutator.name()), this.observations);
		try (Observation.Scope ignored = observation.start().openScope()) {
			mutator.mutate(this.map);
		}
		observation.stop();
	}

	/**
	 * A run that is observed.
	 * @return the report
	 */
	@Benchmark
	public RunReport run() {
		return this.registry.run(this.context, this.env);
	}

	/**
	 * The same run without observations.
	 * @return the report
	 */
	@Benchmark
	public RunReport runUnobserved() {
		return this.unobserved.run(this.context, this.env);
	}

}
