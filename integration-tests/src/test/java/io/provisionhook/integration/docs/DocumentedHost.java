package io.provisionhook.integration.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;

/**
 * A host application of which everything is active that the documentation describes.
 */
@SpringBootApplication(proxyBeanMethods = false)
class DocumentedHost {

	static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(DocumentedHost.class).bannerMode(Banner.Mode.OFF).logStartupInfo(false);
	}

	static ConfigurableApplicationContext start() {
		return application().web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--server.address=127.0.0.1", "--logging.level.root=error",
					"--management.endpoints.web.exposure.include=provisionhooks",
					"--provisionhook.process.templates.default.command=true",
					"--provisionhook.process.trusted-workspaces=true",
					"--provisionhook.git-credentials.hosts[0].host=git.example.com",
					"--provisionhook.git-credentials.hosts[0].token=t0ps3cret-4711",
					"--provisionhook.mutators.fetching.may-write=REGION, API_TOKEN",
					"--provisionhook.mutators.disabled.enabled=false");
	}

	static String get(ConfigurableApplicationContext host, String path) throws IOException, InterruptedException {
		String port = host.getEnvironment().getRequiredProperty("local.server.port");
		URI uri = URI.create("http://127.0.0.1:" + port + path);
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

	@Bean
	@Order(1)
	EnvMutator plain() {
		return EnvMutator.of("plain", (context, env) -> env.put("REGION", "eu"));
	}

	@Bean
	@Order(2)
	FetchingEnvMutator<String> fetching() {
		return new FetchingMutator();
	}

	@Bean
	EnvMutator disabled() {
		return EnvMutator.of("disabled", (context, env) -> {
		});
	}

	/**
	 * Fails for workspaces of the tenant {@code nowhere}.
	 */
	private static final class FetchingMutator implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "fetching";
		}

		@Override
		public String fetch(ProvisionContext context) {
			return "t0ps3cret-0815";
		}

		@Override
		public void apply(String token, ProvisionContext context, Env env) {
			if ("nowhere".equals(context.request().tenant())) {
				throw new IllegalStateException("unknown tenant");
			}
			env.put("REGION", "us");
			env.putSecret("API_TOKEN", token, Lease.until(Instant.now().plusSeconds(3600)));
		}

	}

}
