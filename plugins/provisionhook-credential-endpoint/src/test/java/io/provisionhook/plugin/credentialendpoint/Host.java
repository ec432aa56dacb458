package io.provisionhook.plugin.credentialendpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.client.ReactorResourceFactory;

import io.provisionhook.credential.CredentialHost;
import io.provisionhook.plugin.credentialendpoint.WorkspaceTokens.Claims;

/**
 * A host application with the endpoint on a real socket.
 */
final class Host implements AutoCloseable {

	static final CredentialHost GITEA = new CredentialHost("git.example.com:8443");

	static final String KEY = "c2lnbmluZy1rZXktb2YtdGhlLXRlc3QtMDEyMzQ1Njc4OWFiY2RlZg==";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	final Source source = new Source("build-server");

	final Workspaces workspaces = new Workspaces();

	final SettableTime time = new SettableTime();

	final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	final List<CredentialAuditEvent> events = new CopyOnWriteArrayList<>();

	final ConfigurableApplicationContext context;

	Host(Stack stack, Class<?> configuration, String... properties) {
		this(stack, new Class<?>[] { configuration }, properties);
	}

	Host(Stack stack, String... properties) {
		this(stack, new Class<?>[0], properties);
	}

	private Host(Stack stack, Class<?>[] configurations, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--server.shutdown=immediate", "--spring.main.banner-mode=off",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--server.tomcat.accept-count=500",
				"--logging.level.io.provisionhook.plugin.credentialendpoint=INFO",
				"--provisionhook.credential-endpoint.signing-keys=" + KEY));
		for (String property : properties) {
			String name = property.substring(0, property.indexOf('='));
			arguments.add("--" + (name.contains(".") ? "" : CredentialEndpointProperties.PREFIX + ".") + property);
		}
		this.context = new SpringApplicationBuilder(stack.configuration()).sources(configurations)
			.web(stack.type())
			.initializers((context) -> {
				context.getBeanFactory().registerSingleton("liveWorkspaces", this.workspaces);
				context.getBeanFactory().registerSingleton(CredentialAccessAutoConfiguration.CLOCK, this.time.clock());
				context.getBeanFactory()
					.registerSingleton(CredentialEndpointAutoConfiguration.TICKER, this.time.ticker());
				context.getBeanFactory().registerSingleton("timeouts", this.time.timeouts());
				context.getBeanFactory().registerSingleton("meters", this.meters);
				context.getBeanFactory().registerSingleton("grants", grants());
				context.getBeanFactory().registerSingleton("events", new Events(this.events));
			})
			.run(arguments.toArray(String[]::new));
	}

	private CredentialGrants grants() {
		return () -> Map.of(Source.GITHUB, this.source, GITEA, this.source);
	}

	CredentialAccess access() {
		return this.context.getBean(CredentialAccess.class);
	}

	static WorkspaceTokens tokens() {
		return new WorkspaceTokens(SigningKey.readAll(List.of(KEY)));
	}

	Claims claims(String workspaceId, CredentialHost host) {
		return new Claims(workspaceId, 1, Set.of(host), this.time.instant().plusSeconds(3600));
	}

	String start(String workspaceId, CredentialHost... hosts) {
		Set<CredentialHost> wanted = (hosts.length != 0) ? Set.of(hosts) : Set.of(Source.GITHUB);
		return access().issue(this.workspaces.start(workspaceId), wanted).token();
	}

	URI url() {
		return access().issue(this.workspaces.start("url"), Set.of(Source.GITHUB)).url();
	}

	HttpRequest.Builder request(String token, String body) {
		return HttpRequest.newBuilder(url())
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(body));
	}

	HttpResponse<String> ask(String token) {
		return ask(token, "host=github.com");
	}

	HttpResponse<String> ask(String token, String body) {
		return send(request(token, body));
	}

	CompletableFuture<HttpResponse<String>> askLater(String token) {
		return CLIENT.sendAsync(request(token, "host=github.com").build(), BodyHandlers.ofString());
	}

	static HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return CLIENT.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * A kind of web server.
	 */
	enum Stack {

		SERVLET(WebApplicationType.SERVLET, ServletApplication.class),

		REACTIVE(WebApplicationType.REACTIVE, ReactiveApplication.class);

		private final WebApplicationType type;

		private final Class<?> configuration;

		Stack(WebApplicationType type, Class<?> configuration) {
			this.type = type;
			this.configuration = configuration;
		}

		WebApplicationType type() {
			return this.type;
		}

		Class<?> configuration() {
			return this.configuration;
		}

	}

	private record Events(List<CredentialAuditEvent> events)
			implements
				ApplicationListener<PayloadApplicationEvent<CredentialAuditEvent>>,
				Ordered {

		// Before one that fails
		@Override
		public int getOrder() {
			return 0;
		}

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<CredentialAuditEvent> event) {
			this.events.add(event.getPayload());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { TomcatReactiveWebServerAutoConfiguration.class,
			TomcatReactiveManagementContextAutoConfiguration.class })
	static class ReactiveApplication {

		// One that is shared would end with the first host that is closed
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ServletApplication {

	}

}
