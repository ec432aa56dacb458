package io.provisionhook.autoconfigure.actuate;

import java.time.Instant;
import java.util.HashMap;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.Registry;
import io.provisionhook.autoconfigure.MutatorConfigurations;
import io.provisionhook.autoconfigure.MutatorConfigurations.EachWayOfOrdering;
import io.provisionhook.autoconfigure.MutatorConfigurations.WritingAndFailing;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint.MutatorDescriptor;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint.ProvisionhooksDescriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProvisionhooksEndpoint}.
 */
class ProvisionhooksEndpointTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class,
				ProvisionhooksEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=provisionhooks");

	@Test
	void showsMutatorsInOrderWithBeanAndOrderValue() {
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
	void showsWhoRegisteredAMutatorThatIsNoBean() {
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
	void showsDisabledMutators() {
		this.contextRunner.withUserConfiguration(EachWayOfOrdering.class)
			.withPropertyValues("provisionhook.mutators.ordered.enabled=false")
			.run((context) -> {
				ProvisionhooksEndpoint endpoint = context.getBean(ProvisionhooksEndpoint.class);
				assertThat(endpoint.provisionhooks().disabled()).containsExactly("ordered");
				assertThat(endpoint.provisionhook("ordered")).isNull();
			});
	}

	@Test
	void countsRunsAndFailures() {
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
	void holdsNoMessageAndNoValue() {
		this.contextRunner.withUserConfiguration(WritingAndFailing.class).run((context) -> {
			run(context.getBean(Registry.class));
			String json = JsonMapper.shared()
				.writeValueAsString(context.getBean(ProvisionhooksEndpoint.class).provisionhooks());
			assertThat(json).contains("\"failing\"").doesNotContain("ghs_marked_secret", "401", "REGION");
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
	}

	private static void run(Registry registry) {
		assertThatExceptionOfType(MutatorException.class)
			.isThrownBy(() -> registry.run(MutatorConfigurations.context(), new HashMap<>()));
	}

}
