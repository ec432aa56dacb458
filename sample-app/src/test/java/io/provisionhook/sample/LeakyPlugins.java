package io.provisionhook.sample;

import java.io.IOError;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.testsupport.SecretShape;
import io.provisionhook.workspace.SecretSource;
import io.provisionhook.workspace.WorkspaceListener;

/**
 * Plugins that know secrets and handle them as badly as can be. The role in the request
 * says how.
 */
@TestConfiguration(proxyBeanMethods = false)
class LeakyPlugins {

	private static final Logger logger = System.getLogger(LeakyPlugins.class.getName());

	/**
	 * How many messages there are, and which role has which.
	 */
	static final List<String> MESSAGES = SpokenTexts.messages();

	/**
	 * What the plugins that are stuck wait for.
	 */
	final CountDownLatch release = new CountDownLatch(1);

	@Bean
	static BeanPostProcessor leakyRuntime() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				return (bean instanceof ProcessRuntime runtime) ? new LeakyRuntime(runtime) : bean;
			}

		};
	}

	@Bean
	SecretSource leakySecretSource() {
		return new LeakySecretSource();
	}

	@Bean
	WorkspaceListener leakyListener() {
		return (workspace) -> {
			if ("none".equals(workspace.request().role())) {
				throw new IllegalStateException(SpokenTexts.message());
			}
		};
	}

	@Bean
	@Order(110)
	EnvMutator vault() {
		return EnvMutator.of("vault", (context, env) -> {
			context.redact(MarkedSecret.DECLARED.value());
			Stream.of(NotTakenOut.SECRET, NotTakenOut.SHORT_SECRET).forEach(context::redact);
			if (hasRole(context, "declared")) {
				Stream.of(SecretShape.values()).map(SecretShape::text).forEach(context::redact);
			}
			else {
				Stream.of(SecretShape.values()).forEach((secret) -> env.putSecret(secret.name(), secret.text()));
			}
			env.put("GIT_PASSWORD", MarkedSecret.PASSWORD.value());
			env.putSecret("REGION", MarkedSecret.INNOCENT_NAME.value());
			env.put("DEPLOY_TOKEN", MarkedSecret.TELLING_NAME.value());
			env.putSecret("DB_KEY", MarkedSecret.IN_URL.value());
			env.put("DATABASE", "postgres://bot:" + MarkedSecret.IN_URL.value() + "@db.example.com/agents");
			env.put("SPOKEN", SecretLeakTests.SPOKEN.toAbsolutePath().toString());
			env.put("COMMAND_LINE", "login --with " + MarkedSecret.DECLARED.value());
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
				throw new IllegalStateException(SpokenTexts.message());
			}
		});
	}

	@Bean
	@Order(150)
	EnvMutator leaky() {
		return EnvMutator.of("leaky", LeakyPlugins::leak);
	}

	private static void leak(ProvisionContext context, Env env) throws IOException {
		logger.log(Level.TRACE, "{0} {1} {2}", context, env, env.redactor());
		String role = String.valueOf(context.request().role());
		switch (role) {
			case "cause" -> throw new IOException("refused", new IllegalStateException(SpokenTexts.message()));
			case "suppressed" -> {
				IOException failure = new IOException("refused");
				failure.addSuppressed(new IllegalStateException(SpokenTexts.message()));
				throw failure;
			}
			case "error" -> throw new AssertionError(SpokenTexts.message());
			case "value" -> env.putSecret("KEY", MarkedSecret.WITH_NUL.value() + "\0");
			case "name" -> env.put("KEY=" + MarkedSecret.PART_OF_NAME.value(), "any");
			default -> env.append("NOTES", "harmless", " ");
		}
		if (role.startsWith("message-")) {
			throw new IllegalStateException(MESSAGES.get(Integer.parseInt(role.substring(8))));
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
			String message = "refused: " + MarkedSecret.GLOBAL.value();
			return switch (String.valueOf(request.role())) {
				case "source" -> throw new IllegalStateException(message);
				case "source-error" -> throw new IOError(new IOException(message));
				default -> Map.of("OF_WORKSPACE", MarkedSecret.OF_WORKSPACE.value());
			};
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
				throw new IllegalStateException(SpokenTexts.message());
			}
		}

	}

}
