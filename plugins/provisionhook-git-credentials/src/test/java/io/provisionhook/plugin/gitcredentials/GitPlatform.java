package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.awaitility.Awaitility;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A real platform: a web server on the loopback interface, workspaces that are processes,
 * and git in them.
 */
final class GitPlatform implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	/**
	 * Start a platform.
	 * @param shell what runs the script
	 * @param directory where workspaces get their directories
	 * @param script what a workspace does
	 * @param properties more properties
	 */
	GitPlatform(String shell, Path directory, String script, String... properties) {
		this(new SettableClock(), shell, directory, script, properties);
	}

	/**
	 * Start a platform with a clock of its own.
	 * @param clock the clock by which all tokens expire
	 * @param shell what runs the script
	 * @param directory where workspaces get their directories
	 * @param script what a workspace does
	 * @param properties more properties
	 */
	GitPlatform(SettableClock clock, String shell, Path directory, String script, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.address=127.0.0.1", "server.port=0",
				// Longer than a busy machine takes
				"provisionhook.git-credentials.request-timeout=1m", "provisionhook.credential-endpoint.timeout=50s",
				"spring.main.banner-mode=off", "provisionhook.process.inherit=PATH",
				"provisionhook.process.trusted-workspaces=true", "provisionhook.process.directory=" + directory,
				"provisionhook.process.templates.default.command[0]=" + shell,
				"provisionhook.process.templates.default.command[1]=-euc",
				"provisionhook.process.templates.default.command[2]=" + script.replace("${", "\\${"),
				"logging.level.io.provisionhook=DEBUG", "logging.level.org.springframework.web=DEBUG"));
		for (String property : properties) {
			all.removeIf((other) -> other.startsWith(property.substring(0, property.indexOf('=') + 1)));
			all.add(property);
		}
		this.context = new SpringApplicationBuilder(Application.class).initializers((context) -> {
			context.getBeanFactory().registerSingleton("provisionhookCredentialEndpointClock", clock);
			context.getBeanFactory().registerSingleton(GitCredentialsAutoConfiguration.CLOCK, clock);
		}).run(all.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	Workspace start(WorkspaceRequest.Builder request) {
		return await(handler().create(request.build()), WorkspaceState.RUNNING);
	}

	/**
	 * Wait for a state, or for the end if that comes first.
	 * @param workspace the workspace
	 * @param state the state
	 * @return the workspace then
	 */
	Workspace await(Workspace workspace, WorkspaceState state) {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(4))
			.pollInterval(Duration.ofMillis(50))
			.until(() -> handler().get(workspace.id()), (current) -> current.state() == state
					|| current.state() == WorkspaceState.STOPPED || current.state() == WorkspaceState.FAILED);
	}

	WorkspaceHandler handler() {
		return this.context.getBean(WorkspaceHandler.class);
	}

	String log(Workspace workspace) {
		try (InputStream log = handler().log(workspace.id())) {
			return new String(log.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return what a workspace was started with last.
	 * @param workspace the workspace
	 * @return its environment
	 */
	Map<String, String> environment(Workspace workspace) {
		return this.context.getBean(Recorder.class).environments.getOrDefault(workspace.id(), Map.of());
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The application.
	 */
	@SpringBootApplication(proxyBeanMethods = false)
	static class Application {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

	/**
	 * Remembers the environments of workspaces.
	 */
	static final class Recorder implements EnvMutator, Ordered {

		private final Map<String, Map<String, String>> environments = new ConcurrentHashMap<>();

		@Override
		public String name() {
			return "recorder";
		}

		@Override
		public int getOrder() {
			return LOWEST_PRECEDENCE;
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			this.environments.put(context.workspaceId(), Map.copyOf(env));
		}

	}

}
