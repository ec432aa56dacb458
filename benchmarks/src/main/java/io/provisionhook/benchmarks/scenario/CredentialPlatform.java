package io.provisionhook.benchmarks.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * A web application whose workspaces ask for the credentials of one git host.
 */
final class CredentialPlatform implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	/**
	 * Start the application.
	 * @param upstream where credentials come from
	 * @param properties more properties, as arguments
	 */
	CredentialPlatform(TokenServer upstream, String... properties) {
		String host = "--provisionhook.git-credentials.hosts[0].";
		List<String> arguments = new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=0",
				"--server.shutdown=immediate", "--spring.main.banner-mode=off", "--logging.level.root=ERROR",
				host + "host=" + CredentialClient.HOST, host + "bitbucket.url=" + upstream.url(),
				host + "bitbucket.client-id=consumer", host + "bitbucket.client-secret=none"));
		arguments.addAll(List.of(properties));
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.run(arguments.toArray(String[]::new));
	}

	/**
	 * Create workspaces.
	 * @param number how many
	 * @return them, each with what it was started with
	 * @throws InterruptedException if the thread is interrupted
	 */
	CredentialClients create(int number) throws InterruptedException {
		WorkspaceHandler handler = this.context.getBean(WorkspaceHandler.class);
		for (int i = 0; i < number; i++) {
			handler.create(WorkspaceRequest.named("benchmark").build());
		}
		IdleRuntime runtime = this.context.getBean(IdleRuntime.class);
		List<CredentialClient> clients = new ArrayList<>();
		while (clients.size() < number) {
			WorkspaceLaunch launch = runtime.launches().poll(1, TimeUnit.MINUTES);
			clients
				.add(CredentialClient.of(Objects.requireNonNull(launch, "a workspace was not started").environment()));
		}
		return new CredentialClients(clients);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		IdleRuntime idleRuntime() {
			return new IdleRuntime();
		}

	}

}
