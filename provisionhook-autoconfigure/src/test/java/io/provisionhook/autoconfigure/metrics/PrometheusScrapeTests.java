package io.provisionhook.autoconfigure.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.observation.MutatorObservationConvention;
import io.provisionhook.autoconfigure.observation.ObservationMetersAutoConfiguration;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservationAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.test.FakeRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the output of a Prometheus scrape.
 */
class PrometheusScrapeTests {

	private static final Pattern SERIES = Pattern.compile("(provisionhook_\\S+?(?:\\{.*})?) (\\S+)");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
						PrometheusMetricsExportAutoConfiguration.class, ObservationAutoConfiguration.class,
						ProvisionhookAutoConfiguration.class, ProvisionhookObservationAutoConfiguration.class,
						ObservationMetersAutoConfiguration.class, ProvisionhookMetricsAutoConfiguration.class,
						WorkspaceHandlerAutoConfiguration.class, WorkspaceMetricsAutoConfiguration.class))
		.withBean(FakeRuntime.class)
		.withBean("failing", EnvMutator.class, () -> EnvMutator.of("failing", (context, env) -> {
			if (context.request().name().equals("bad")) {
				throw new IllegalStateException("no");
			}
		}));

	@Test
	void seriesOfMutatorBeginAtZeroSoThatItsFirstFailureIsAnIncrease() {
		this.contextRunner.run((context) -> {
			String failures = "provisionhook_mutator_seconds_count{error=\"MutatorException\",mutator=\"failing\","
					+ "outcome=\"FAILURE\"}";
			Map<String, Double> before = scrape(context);
			assertThat(before).containsEntry(failures, 0.0);
			run(context, "bad");
			assertThat(scrape(context)).containsEntry(failures, 1.0);
		});
	}

	@Test
	void mutatorThatIsRegisteredLateBeginsAtZeroToo() {
		this.contextRunner
			.withPropertyValues("provisionhook.mutators.late.on-failure=skip", "provisionhook.unknown-properties=warn")
			.run((context) -> {
				context.getBean(Registry.class).register(EnvMutator.of("late", (ignored, env) -> {
				}));
				assertThat(scrape(context)).containsEntry(
						"provisionhook_mutator_seconds_count{error=\"MutatorTimeoutException\",mutator=\"late\","
								+ "outcome=\"SKIPPED\"}",
						0.0);
			});
	}

	@Test
	void noRunMakesSeriesThatWereNotThere() {
		this.contextRunner.withBean(FetchingEnvMutator.class, Fetching::new)
			.withBean("slow", EnvMutator.class, () -> EnvMutator.of("slow", (context, env) -> {
				if (context.request().name().equals("slow")) {
					Thread.sleep(600_000);
				}
			}))
			.withPropertyValues("management.observations.key-values.region=eu", "management.metrics.tags.stage=test")
			.run((context) -> {
				Map<String, Double> before = scrape(context);
				List.of("good", "bad", "slow", "no-fetch").forEach((name) -> run(context, name));
				assertThat(withoutActive(scrape(context))).containsOnlyKeys(withoutActive(before).keySet());
				assertThat(before.keySet()).allMatch((series) -> series.contains("stage=\"test\""));
			});
	}

	@Test
	void observationsThatAreSwitchedOffHaveNoSeries() {
		this.contextRunner.withPropertyValues("management.observations.enable.provisionhook.mutator=false")
			.run((context) -> assertThat(scrape(context).keySet())
				.noneMatch((series) -> series.startsWith("provisionhook_mutator"))
				.anyMatch((series) -> series.startsWith("provisionhook_run")));
	}

	@Test
	void conventionOfTheUserDecidesAboutTheSeriesAlone() {
		this.contextRunner.withBean(MutatorObservationConvention.class, () -> new MutatorObservationConvention() {
			@Override
			public String getName() {
				return "provisionhook.custom";
			}
		}).run((context) -> {
			run(context, "good");
			assertThat(scrape(context).keySet()).noneMatch((series) -> series.startsWith("provisionhook_mutator"))
				.anyMatch((series) -> series.startsWith("provisionhook_custom"));
		});
	}

	@Test
	void eachFamilyHasHelpAndNoUnitTwiceAndNoKeyThatIsNotKnown() {
		this.contextRunner.withBean(FetchingEnvMutator.class, Fetching::new)
			.withBean("scraping", EnvMutator.class, () -> EnvMutator.of("scraping", (ignored, env) -> {
			}))
			.run((context) -> {
				StringBuilder during = new StringBuilder();
				context.getBean(Registry.class)
					.register(EnvMutator.of("during", (ignored, env) -> during.append(text(context))));
				run(context, "good");
				List<String> help = (during + text(context)).lines()
					.filter((line) -> line.startsWith("# HELP provisionhook_"))
					.toList();
				assertThat(help).hasSizeGreaterThanOrEqualTo(12)
					.allMatch((line) -> line.matches("# HELP \\S+ [A-Z]\\S* \\S+.*"))
					.noneMatch((line) -> line.matches("# HELP \\S*(seconds|threads|bytes)\\S*_\\1(_\\S*)? .*"));
				assertThat(during.toString()
					.lines()
					.filter((line) -> line.contains("_active_seconds") && line.contains("mutator=\"during\"")
							&& line.contains(" 1")))
					.isNotEmpty()
					.noneMatch((line) -> line.contains("outcome"));
				assertThat(during.toString()).doesNotContain("UNKNOWN")
					.contains("provisionhook_threads_abandoned ", "provisionhook_run_active_seconds_count ");
			});
	}

	@Test
	void workspacesAreCountedByOutcomeAndFailedStep() {
		this.contextRunner.run((context) -> {
			assertThat(scrape(context)).containsEntry(workspaces("SUCCESS", "none"), 0.0)
				.containsEntry(workspaces("FAILURE", "MUTATORS"), 0.0)
				.containsEntry(workspaces("FAILURE", "START"), 0.0)
				.containsEntry(workspaces("CANCELLED", "none"), 0.0);
			WorkspaceHandler handler = context.getBean(WorkspaceHandler.class);
			String started = provision(handler, WorkspaceRequest.named("good").build(), WorkspaceState.RUNNING);
			provision(handler, WorkspaceRequest.named("bad").build(), WorkspaceState.FAILED);
			provision(handler, WorkspaceRequest.named("good").requiredVariables(Set.of("MISSING")).build(),
					WorkspaceState.FAILED);
			handler.stop(started);
			// A listener counts, after the record was stored
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(scrape(context)).containsEntry(workspaces("SUCCESS", "none"), 1.0)
					.containsEntry(workspaces("FAILURE", "MUTATORS"), 1.0)
					.containsEntry(workspaces("FAILURE", "REQUIRED_VARIABLES"), 1.0)
					.containsEntry(workspaces("FAILURE", "START"), 0.0)
					.containsEntry(workspaces("CANCELLED", "none"), 0.0));
		});
	}

	private static String workspaces(String outcome, String step) {
		return "provisionhook_provisionings_total{outcome=\"" + outcome + "\",step=\"" + step + "\"}";
	}

	private static String provision(WorkspaceHandler handler, WorkspaceRequest request, WorkspaceState expected) {
		String id = handler.create(request).id();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> handler.get(id).state(), (state) -> state == expected);
		return id;
	}

	private static void run(ApplicationContext context, String workspace) {
		Registry registry = context.getBean(Registry.class);
		ProvisionContext run = ProvisionContext.of("w1", WorkspaceRequest.named(workspace).build(),
				workspace.equals("slow") ? Duration.ofMillis(50) : Duration.ofMinutes(5));
		if (workspace.equals("good")) {
			registry.run(run, new HashMap<>());
		}
		else {
			assertThatExceptionOfType(ProvisionhookException.class)
				.isThrownBy(() -> registry.run(run, new HashMap<>()));
		}
	}

	private static String text(ApplicationContext context) {
		return context.getBean(PrometheusMeterRegistry.class).scrape();
	}

	private static Map<String, Double> scrape(ApplicationContext context) {
		return text(context).lines()
			.map(SERIES::matcher)
			.filter((line) -> line.matches())
			.collect(Collectors.toMap((line) -> line.group(1), (line) -> Double.valueOf(line.group(2)),
					(first, second) -> second, TreeMap::new));
	}

	private static Map<String, Double> withoutActive(Map<String, Double> series) {
		Map<String, Double> rest = new TreeMap<>(series);
		rest.keySet().removeIf((name) -> name.contains("_active_"));
		return rest;
	}

	/**
	 * Fetches nothing in particular, or fails to.
	 */
	static final class Fetching implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "fetching";
		}

		@Override
		public String fetch(ProvisionContext context) {
			if (context.request().name().equals("no-fetch")) {
				throw new IllegalStateException("no");
			}
			return "eu";
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			env.put("FETCHED", fetched);
		}

	}

}
