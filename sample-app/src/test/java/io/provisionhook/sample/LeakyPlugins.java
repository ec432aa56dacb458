package io.provisionhook.sample;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.SecretSource;

/**
 * Plugins that know secrets and handle them as badly as can be. The role in the request
 * says how.
 */
@TestConfiguration(proxyBeanMethods = false)
class LeakyPlugins {

	/**
	 * What the plugins that are stuck wait for.
	 */
	final CountDownLatch release = new CountDownLatch(1);

	@Bean
	SecretSource leakySecretSource() {
		return new LeakySecretSource();
	}

	@Bean
	@Order(110)
	EnvMutator vault() {
		return EnvMutator.of("vault", (context, env) -> {
			env.putSecret("PLAIN", MarkedSecret.PLAIN.value());
			env.putSecret("QUOTED", MarkedSecret.QUOTED.value());
			env.putSecret("PEM", MarkedSecret.PEM.value());
			env.putSecret("URL_CHARACTERS", MarkedSecret.URL_CHARACTERS.value());
			env.putSecret("JSON", MarkedSecret.JSON.value());
			env.putSecret("UNICODE", MarkedSecret.UNICODE.value());
			env.putSecret("BASE64", MarkedSecret.BASE64.value());
			env.put("GIT_PASSWORD", MarkedSecret.PASSWORD.value());
			env.putSecret("REGION", MarkedSecret.INNOCENT_NAME.value());
			env.put("DEPLOY_TOKEN", MarkedSecret.TELLING_NAME.value());
		});
	}

	@Bean
	@Order(120)
	EnvMutator rival() {
		return EnvMutator.of("rival", (context, env) -> env.put("REGION", MarkedSecret.OVERRIDE.value()));
	}

	@Bean
	@Order(130)
	EnvMutator optional() {
		return EnvMutator.of("optional", (context, env) -> {
			if (hasRole(context, "optional")) {
				throw new IllegalStateException(MarkedSecret.told());
			}
		});
	}

	@Bean
	@Order(150)
	EnvMutator leaky() {
		return EnvMutator.of("leaky", LeakyPlugins::leak);
	}

	private static void leak(ProvisionContext context, Env env) throws IOException {
		switch (String.valueOf(context.request().role())) {
			case "message" -> throw new IllegalStateException(MarkedSecret.told());
			case "cause" -> throw new IOException("refused", new IllegalStateException(MarkedSecret.told()));
			case "suppressed" -> {
				IOException failure = new IOException("refused");
				failure.addSuppressed(new IllegalStateException(MarkedSecret.told()));
				throw failure;
			}
			case "error" -> throw new AssertionError(MarkedSecret.told());
			case "value" -> env.putSecret("KEY", MarkedSecret.WITH_NUL.value() + "\0");
			case "name" -> env.put("KEY=" + MarkedSecret.PART_OF_NAME.value(), "any");
			default -> env.append("NOTES", "harmless", " ");
		}
	}

	@Bean
	@Order(160)
	EnvMutator remote() {
		return new LeakyFetch();
	}

	/**
	 * Create the plugin that is stuck. It has little time, so it is not there while
	 * workspaces are to be well.
	 * @return the plugin
	 */
	EnvMutator stuck() {
		return new StuckFetch();
	}

	private static boolean hasRole(ProvisionContext context, String role) {
		return role.equals(context.request().role());
	}

	private void awaitRelease() {
		while (this.release.getCount() > 0) {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				// That is what being stuck means
			}
		}
	}

	/**
	 * Has a secret for all workspaces and one for each.
	 */
	private static final class LeakySecretSource implements SecretSource {

		@Override
		public Map<String, String> globalSecrets() {
			return Map.of("GLOBAL", MarkedSecret.GLOBAL.value());
		}

		@Override
		public Map<String, String> workspaceSecrets(String workspaceId, WorkspaceRequest request) {
			if ("source".equals(request.role())) {
				throw new IllegalStateException("refused: " + MarkedSecret.GLOBAL.value());
			}
			return Map.of("OF_WORKSPACE", MarkedSecret.OF_WORKSPACE.value());
		}

	}

	/**
	 * Fails with what it has just received.
	 */
	private static final class LeakyFetch implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "remote";
		}

		@Override
		public String fetch(ProvisionContext context) throws IOException {
			context.redact(MarkedSecret.FETCHED.value());
			if (hasRole(context, "fetch")) {
				throw new IOException("refused: " + MarkedSecret.FETCHED.value());
			}
			return MarkedSecret.FETCHED.value();
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			env.putSecret("FETCHED", fetched);
		}

	}

	/**
	 * Is stuck while it fetches or afterwards, and tells what it knows when it is too
	 * late.
	 */
	private final class StuckFetch implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "stuck";
		}

		@Override
		public String fetch(ProvisionContext context) throws IOException {
			context.redact(MarkedSecret.FETCHED.value());
			if (hasRole(context, "stuck-fetch")) {
				awaitRelease();
				throw new IOException("refused: " + MarkedSecret.FETCHED.value());
			}
			return MarkedSecret.FETCHED.value();
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			if (hasRole(context, "stuck")) {
				awaitRelease();
				throw new IllegalStateException(MarkedSecret.told());
			}
		}

	}

}
