package com.example.platform;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.ProvisionhookAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JobLauncherTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
		.withBean(JobLauncher.class);

	@Test
	void jobHasWhatMutatorsWrite() {
		this.contextRunner
			.withBean(EnvMutator.class,
					() -> EnvMutator.of("region", (context, env) -> env.put("AWS_REGION", "eu-central-1")))
			.run((context) -> assertThat(launch(context.getBean(JobLauncher.class)).inputReader().readLine())
				.isEqualTo("eu-central-1"));
	}

	@Test
	void jobIsNotStartedIfMutatorFails() {
		this.contextRunner.withBean(EnvMutator.class, () -> EnvMutator.of("region", (context, env) -> {
			throw new IllegalStateException("no region for " + context.request().tenant());
		}))
			.run((context) -> assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> launch(context.getBean(JobLauncher.class)))
				.withMessage("provisionhook \"region\": no region for acme"));
	}

	private static Process launch(JobLauncher launcher) throws Exception {
		return launcher.launch("job-1", WorkspaceRequest.named("nightly").tenant("acme").build(),
				List.of("printenv", "AWS_REGION"));
	}

}
