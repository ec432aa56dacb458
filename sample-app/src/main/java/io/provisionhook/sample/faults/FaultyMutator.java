package io.provisionhook.sample.faults;

import java.time.Duration;

import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * Sets a secret, then fails in the way that the label {@code fault} of the workspace
 * names: {@code hang} or {@code leak}.
 */
@Component
@Profile("faults")
@Order(500)
final class FaultyMutator implements EnvMutator {

	private static final String SECRET = "t0ps3cret-4711";

	@Override
	public String name() {
		return "faulty";
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) throws InterruptedException {
		env.putSecret("ARTIFACTS_TOKEN", SECRET);
		switch (context.request().labels().getOrDefault("fault", "none")) {
			case "hang" -> askServer();
			case "leak" -> throw new IllegalStateException("the server does not accept token " + SECRET);
			default -> {
			}
		}
	}

	private void askServer() throws InterruptedException {
		Thread.sleep(Duration.ofHours(1).toMillis());
	}

}
