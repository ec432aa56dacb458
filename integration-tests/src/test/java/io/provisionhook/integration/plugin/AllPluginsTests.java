package io.provisionhook.integration.plugin;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorException;
import io.provisionhook.Registration;
import io.provisionhook.Registry;
import io.provisionhook.SideEffects;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests all plugins in one chain.
 */
class AllPluginsTests {

	private final Set<Provider> called = ConcurrentHashMap.newKeySet();

	private final CountDownLatch notCalled = new CountDownLatch(Providers.COUNT);

	private final Env env = Env.of(Map.of());

	private volatile boolean answersWait;

	private Providers providers;

	@BeforeEach
	void startProviders(@TempDir Path directory) throws Exception {
		this.providers = new Providers(this::awaitOthers, directory);
	}

	private boolean awaitOthers(Provider provider) throws InterruptedException {
		if (!this.answersWait) {
			return true;
		}
		if (this.called.add(provider)) {
			this.notCalled.countDown();
		}
		return this.notCalled.await(60, TimeUnit.SECONDS);
	}

	@AfterEach
	void stopProviders() {
		this.providers.close();
	}

	@Test
	void pluginsRunInTheirOrderAndAskTheirProvidersAtTheSameTime() {
		try (ConfigurableApplicationContext host = start()) {
			Registry registry = host.getBean(Registry.class);
			assertThat(registry.names()).containsExactly("tenant-config", "vault-secrets", "aws-secrets-manager",
					"gcp-secret-manager", "github-app-auth", "opentelemetry");
			// The first calls load classes, which takes longer than clients wait for an
			// answer
			registry.run(Providers.workspace("api"), Env.of(Map.of()));
			this.answersWait = true;
			RunReport report = registry.run(Providers.workspace("web"), this.env);
			assertThat(report.changes()).filteredOn(VariableChange::secret)
				.extracting(VariableChange::variable)
				.containsExactly("DB_PASSWORD", "REGISTRY_KEY", "MODEL_KEY", "GITHUB_TOKEN", "GH_TOKEN");
			assertThat(this.env).containsEntry("REGION", "eu")
				.containsEntry("DB_PASSWORD", "secret-of-vault")
				.containsEntry("REGISTRY_KEY", "secret-of-aws")
				.containsEntry("MODEL_KEY", "secret-of-google")
				.containsEntry("GITHUB_TOKEN", "secret-of-github")
				.containsEntry("OTEL_SERVICE_NAME", "workspace");
		}
	}

	@Test
	void pluginsTellTheirSideEffects() {
		try (ConfigurableApplicationContext host = start()) {
			assertThat(host.getBean(Registry.class).registrations()).extracting(Registration::sideEffects)
				.containsExactly(SideEffects.NONE, SideEffects.NONE_ON_PLAN, SideEffects.NONE, SideEffects.NONE,
						SideEffects.UNKNOWN, SideEffects.NONE);
		}
	}

	@Test
	void secretOfAnyPluginIsTakenOutOfTheErrorOfAnother() {
		try (ConfigurableApplicationContext host = start()) {
			Registry registry = host.getBean(Registry.class);
			registry.register(EnvMutator.of("leaky", (context, own) -> {
				throw new IllegalStateException("not good: " + own.values());
			}));
			assertThatExceptionOfType(MutatorException.class)
				.isThrownBy(() -> registry.run(Providers.workspace("web"), this.env))
				.withMessageStartingWith("provisionhook \"leaky\": not good: ")
				.satisfies(
						(ex) -> assertThat(ex.getMessage()).doesNotContain("secret-of").contains("eu", "[redacted]"));
			assertThat(this.env).isEmpty();
		}
	}

	private ConfigurableApplicationContext start() {
		return HostApplication.start(this.providers.properties().toArray(String[]::new));
	}

}
