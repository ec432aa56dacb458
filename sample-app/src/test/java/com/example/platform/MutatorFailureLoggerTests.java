package com.example.platform;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservationAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the handler on the page about metrics logs each failure once.
 */
@ExtendWith(OutputCaptureExtension.class)
class MutatorFailureLoggerTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class,
				ProvisionhookObservationAutoConfiguration.class, ProvisionhookAutoConfiguration.class))
		.withBean(MutatorFailureLogger.class);

	@Test
	void turnThatFailsIsLoggedOnceWithItsStackTrace(CapturedOutput output) {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("region", (context, env) -> {
			throw new IllegalStateException("no region");
		})).run((context) -> runAndFail(context.getBean(Registry.class)));
		assertThat(output.getAll()).containsOnlyOnce("Mutator failed")
			.contains("provisionhook \"region\": no region")
			.contains("\tat " + MutatorFailureLoggerTests.class.getName());
	}

	@Test
	void fetchThatFailsIsLoggedOnce(CapturedOutput output) {
		this.contextRunner.withBean(EnvMutator.class, FailingFetch::new)
			.run((context) -> runAndFail(context.getBean(Registry.class)));
		assertThat(output.getAll()).containsOnlyOnce("Mutator failed")
			.contains("provisionhook \"token\": no token")
			.contains("\tat " + FailingFetch.class.getName() + ".fetch");
	}

	@Test
	void skippedMutatorIsLoggedOnce(CapturedOutput output) {
		this.contextRunner.withPropertyValues("provisionhook.defaults.on-failure=skip")
			.withBean(EnvMutator.class, FailingFetch::new)
			.run((context) -> context.getBean(Registry.class).run(context(), Env.of(Map.of())));
		assertThat(output.getAll()).containsOnlyOnce("Mutator failed");
	}

	private static void runAndFail(Registry registry) {
		assertThatExceptionOfType(MutatorException.class).isThrownBy(() -> registry.run(context(), Env.of(Map.of())));
	}

	private static ProvisionContext context() {
		return ProvisionContext.of("w-1", WorkspaceRequest.named("fix-login").build());
	}

	private static final class FailingFetch implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "token";
		}

		@Override
		public String fetch(ProvisionContext context) {
			throw new IllegalStateException("no token");
		}

		@Override
		public void apply(String token, ProvisionContext context, Env env) {
			env.putSecret("TOKEN", token);
		}

	}

}
