package io.provisionhook.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.SideEffects;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.MutatorConfigurations;
import io.provisionhook.autoconfigure.MutatorConfigurations.EachWayOfOrdering;
import io.provisionhook.autoconfigure.MutatorConfigurations.WritingAndFailing;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint.ChangeDescriptor;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint.MutatorDescriptor;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint.PolicyDescriptor;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint.ProvisionhooksDescriptor;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint.RunDescriptor;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProvisionhooksEndpoint}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProvisionhooksEndpointTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				ProvisionhooksEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=provisionhooks");

	@Test
	void endpointShowsMutatorsInOrderWithBeanAndOrderValue() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class).run((context) -> {
			ProvisionhooksDescriptor chain = context.getBean(ProvisionhooksEndpoint.class).provisionhooks();
			assertThat(chain.mutators()).extracting(MutatorDescriptor::position).containsExactly(1, 2, 3, 4);
			assertThat(chain.mutators()).extracting(MutatorDescriptor::name)
				.containsExactly("order-on-method", "order-on-class", "ordered", "no-order");
			assertThat(chain.mutators()).extracting(MutatorDescriptor::order)
				.containsExactly(10, 20, 30, Integer.MAX_VALUE);
			assertThat(chain.mutators()).extracting(MutatorDescriptor::bean)
				.startsWith("orderedByMethod")
				.endsWith("ordered", "unordered");
			assertThat(chain.mutators().get(2).type())
				.isEqualTo("io.provisionhook.autoconfigure.MutatorConfigurations$OrderedMutator");
			assertThat(chain.mutators()).extracting(MutatorDescriptor::source).containsOnlyNulls();
		});
	}

	@Test
	void endpointShowsWhoRegisteredAMutatorThatIsNoBean() {
		this.contextRunner.run((context) -> {
			context.getBean(Registry.class).register(EnvMutator.of("late", (ignored, env) -> {
			}), "tenant console");
			MutatorDescriptor late = context.getBean(ProvisionhooksEndpoint.class).provisionhook("late");
			assertThat(late).isNotNull();
			assertThat(late.source()).isEqualTo("tenant console");
			assertThat(late.bean()).isNull();
			assertThat(late.order()).isNull();
		});
	}

	@Test
	void endpointShowsDisabledMutators() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.withPropertyValues("provisionhook.mutators.ordered.enabled=false")
			.run((context) -> {
				ProvisionhooksEndpoint endpoint = context.getBean(ProvisionhooksEndpoint.class);
				assertThat(endpoint.provisionhooks().disabled()).containsExactly("ordered");
				assertThat(endpoint.provisionhook("ordered")).isNull();
			});
	}

	@Test
	void endpointCountsRunsAndFailures() {
		Instant before = Instant.now();
		this.contextRunner.withUserConfiguration(WritingAndFailing.class).run((context) -> {
			ProvisionhooksEndpoint endpoint = context.getBean(ProvisionhooksEndpoint.class);
			assertThat(endpoint.provisionhooks().mutators()).allSatisfy((mutator) -> {
				assertThat(mutator.runs()).isZero();
				assertThat(mutator.lastRun()).isNull();
			});
			run(context.getBean(Registry.class));
			run(context.getBean(Registry.class));
			assertThat(endpoint.provisionhook("writing")).satisfies((mutator) -> {
				assertThat(mutator.runs()).isEqualTo(2);
				assertThat(mutator.lastRun()).isAfterOrEqualTo(before);
				assertThat(mutator.failures()).isZero();
				assertThat(mutator.lastFailure()).isNull();
			});
			assertThat(endpoint.provisionhook("failing")).satisfies((mutator) -> {
				assertThat(mutator.runs()).isEqualTo(2);
				assertThat(mutator.failures()).isEqualTo(2);
				assertThat(mutator.lastFailure()).isEqualTo(mutator.lastRun());
			});
		});
	}

	@Test
	void endpointCountsSkipsApart(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(WritingAndFailing.class)
			.withPropertyValues("provisionhook.mutators.failing.on-failure=skip")
			.run((context) -> {
				ProvisionhooksEndpoint endpoint = context.getBean(ProvisionhooksEndpoint.class);
				context.getBean(Registry.class).run(MutatorConfigurations.context(), new HashMap<>());
				assertThat(endpoint.provisionhook("failing")).satisfies((mutator) -> {
					assertThat(mutator.runs()).isEqualTo(1);
					assertThat(mutator.skips()).isEqualTo(1);
					assertThat(mutator.failures()).isZero();
					assertThat(mutator.lastFailure()).isNull();
				});
			});
		assertThat(output).contains("mutator \"failing\" was skipped: 401 for [redacted]");
	}

	@Test
	void endpointShowsThePoliciesOfTheOperator() {
		this.contextRunner.withUserConfiguration(WritingAndFailing.class)
			.withPropertyValues("provisionhook.conflicts=warn", "provisionhook.mutators.writing.required=true",
					"provisionhook.mutators.writing.timeout=2s", "provisionhook.mutators.failing.on-failure=skip",
					"provisionhook.mutators.failing.may-override=true",
					"provisionhook.mutators.failing.may-write=PROXY_*,REGION")
			.run((context) -> {
				ProvisionhooksDescriptor chain = context.getBean(ProvisionhooksEndpoint.class).provisionhooks();
				assertThat(chain.conflicts()).isEqualTo(Registry.ConflictPolicy.WARN);
				assertThat(chain.abandonedThreads()).isZero();
				assertThat(chain.mutators()).extracting(MutatorDescriptor::policy)
					.containsExactly(
							new PolicyDescriptor(true, Duration.ofSeconds(2), MutatorPolicy.OnFailure.ABORT, true,
									false, null),
							new PolicyDescriptor(true, Duration.ofSeconds(10), MutatorPolicy.OnFailure.SKIP, false,
									true, List.of("PROXY_*", "REGION")));
			});
	}

	@Test
	void endpointShowsWhichMutatorFetchesAndHowLongThatTook() {
		this.contextRunner.withBean(EnvMutator.class, FetchingMutator::new).run((context) -> {
			context.getBean(Registry.class).run(MutatorConfigurations.context(), new HashMap<>());
			assertThat(context.getBean(ProvisionhooksEndpoint.class).provisionhook("fetching")).satisfies((mutator) -> {
				assertThat(mutator.fetches()).isTrue();
				assertThat(mutator.lastRuns()).singleElement()
					.satisfies((run) -> assertThat(run.fetchDuration()).isPositive());
			});
		});
	}

	@Test
	void endpointShowsSideEffectsAndCountsNoPlan() {
		this.contextRunner
			.withBean(EnvMutator.class,
					() -> EnvMutator.of("region", SideEffects.NONE, (context, env) -> env.put("REGION", "eu")))
			.run((context) -> {
				ProvisionContext plan = ProvisionContext.of("w-1", WorkspaceRequest.named("demo").build()).forPlan();
				context.getBean(Registry.class).run(plan, new HashMap<>());
				assertThat(context.getBean(ProvisionhooksEndpoint.class).provisionhook("region"))
					.satisfies((mutator) -> {
						assertThat(mutator.sideEffects()).isEqualTo(SideEffects.NONE);
						assertThat(mutator.runs()).isZero();
						assertThat(mutator.lastRun()).isNull();
						assertThat(mutator.lastRuns()).isEmpty();
					});
			});
	}

	@Test
	void endpointShowsTheLastRunsOfOneMutatorNewestFirst() {
		this.contextRunner.withUserConfiguration(WritingAndFailing.class)
			.withPropertyValues("provisionhook.mutators.failing.on-failure=skip")
			.run((context) -> {
				Registry registry = context.getBean(Registry.class);
				for (int i = 1; i <= 12; i++) {
					registry.run(ProvisionContext.of("workspace-" + i, WorkspaceRequest.named("demo-" + i).build()),
							new HashMap<>());
				}
				ProvisionhooksEndpoint endpoint = context.getBean(ProvisionhooksEndpoint.class);
				assertThat(endpoint.provisionhooks().mutators()).extracting(MutatorDescriptor::lastRuns)
					.containsOnlyNulls();
				assertThat(endpoint.provisionhook("writing")).satisfies((mutator) -> {
					assertThat(mutator.runs()).isEqualTo(12);
					assertThat(mutator.lastRuns()).hasSize(10).first().satisfies((run) -> {
						assertThat(run.workspaceId()).isEqualTo("workspace-12");
						assertThat(run.workspaceName()).isEqualTo("demo-12");
						assertThat(run.time()).isEqualTo(mutator.lastRun());
						assertThat(run.outcome()).isEqualTo(MutatorOutcome.SUCCESS);
						assertThat(run.duration()).isPositive();
						assertThat(run.fetchDuration()).isNull();
						assertThat(run.error()).isNull();
						assertThat(run.changes()).containsExactly(
								new ChangeDescriptor("REGION", VariableChange.Action.ADDED, null, false, null));
					});
					assertThat(mutator.lastRuns()).extracting(RunDescriptor::workspaceId).endsWith("workspace-3");
				});
				assertThat(endpoint.provisionhook("failing"))
					.satisfies((mutator) -> assertThat(mutator.lastRuns()).hasSize(10).first().satisfies((run) -> {
						assertThat(run.outcome()).isEqualTo(MutatorOutcome.SKIPPED);
						assertThat(run.error()).contains("401 for [redacted]");
						assertThat(run.changes()).isEmpty();
					}));
			});
	}

	@Test
	void lastRunsHoldNoValue() {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("secretive", (context, env) -> {
			env.putSecret("GITHUB_TOKEN", "ghs_marked_secret");
			env.put("REGION", "marked-value");
		})).run((context) -> {
			context.getBean(Registry.class).run(MutatorConfigurations.context(), new HashMap<>());
			String json = JsonMapper.shared()
				.writeValueAsString(context.getBean(ProvisionhooksEndpoint.class).provisionhook("secretive"));
			assertThat(json).contains("\"GITHUB_TOKEN\"", "\"secret\":true")
				.doesNotContain("ghs_marked_secret", "marked-value");
		});
	}

	@Test
	void endpointHoldsNoMessageAndNoValue() {
		this.contextRunner.withUserConfiguration(WritingAndFailing.class).run((context) -> {
			run(context.getBean(Registry.class));
			String json = JsonMapper.shared()
				.writeValueAsString(context.getBean(ProvisionhooksEndpoint.class).provisionhooks());
			assertThat(json).contains("\"failing\"").doesNotContain("ghs_marked_secret", "401 for", "REGION");
		});
	}

	@Test
	void unknownMutatorIsNull() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(ProvisionhooksEndpoint.class).provisionhook("unknown"))
				.isNull());
	}

	@Test
	void descriptorsCanBeSerializedInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, ProvisionhooksEndpoint.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ProvisionhooksDescriptor.class, "mutators"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(MutatorDescriptor.class, "lastFailure"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(PolicyDescriptor.class, "onFailure"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ChangeDescriptor.class, "variable"))
			.accepts(hints);
	}

	private static void run(Registry registry) {
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(MutatorConfigurations.context(), new HashMap<>()));
	}

	/**
	 * Fetches a region.
	 */
	static final class FetchingMutator implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "fetching";
		}

		@Override
		public String fetch(ProvisionContext context) {
			return "eu";
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			env.put("REGION", fetched);
		}

	}

}
