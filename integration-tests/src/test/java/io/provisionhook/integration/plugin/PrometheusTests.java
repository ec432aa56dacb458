package io.provisionhook.integration.plugin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.Registry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what Prometheus scrapes from a host that has all plugins.
 */
@ExtendWith(OutputCaptureExtension.class)
class PrometheusTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void eachFamilyOfOursHasHelpAndItsUnitOnce(@TempDir Path directory, CapturedOutput output) throws Exception {
		try (Providers providers = new Providers((provider) -> true, directory);
				ConfigurableApplicationContext host = HostApplication.application()
					.web(WebApplicationType.SERVLET)
					.run(arguments(providers))) {
			host.getBean(Registry.class).run(Providers.workspace("web"), Env.of(Map.of()));
			assertThat(send(host, HttpRequest.newBuilder().POST(BodyPublishers.noBody()), "/provisionhook/credentials"))
				.isNotNull();
			assertThat(output).containsOnlyOnce("Credential request malformed");
			List<String> help = send(host, HttpRequest.newBuilder(), "/actuator/prometheus").lines()
				.filter((line) -> line.startsWith("# HELP provisionhook_"))
				.map((line) -> line.substring("# HELP ".length()))
				.toList();
			assertThat(help).extracting((line) -> line.substring(0, line.indexOf(' ')))
				.contains("provisionhook_provisionings_total", "provisionhook_run_seconds",
						"provisionhook_fetch_seconds", "provisionhook_mutator_seconds",
						"provisionhook_mutator_active_seconds", "provisionhook_threads_abandoned",
						"provisionhook_leases_soonest_end_seconds", "provisionhook_credential_requests_seconds")
				.noneMatch((family) -> family.matches(".*(seconds|threads|bytes|total).*_\\1(_.*)?"));
			assertThat(help).allMatch((line) -> line.matches("\\S+ [A-Z]\\S* \\S+.*"));
		}
	}

	private String send(ConfigurableApplicationContext host, HttpRequest.Builder request, String path)
			throws IOException, InterruptedException {
		String port = host.getEnvironment().getRequiredProperty("local.server.port");
		return this.client
			.send(request.uri(URI.create("http://127.0.0.1:" + port + path)).build(), BodyHandlers.ofString())
			.body();
	}

	private static String[] arguments(Providers providers) {
		List<String> arguments = new ArrayList<>(providers.properties());
		arguments.addAll(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--provisionhook.process.templates.default.command=true",
				"--provisionhook.process.trusted-workspaces=true",
				"--provisionhook.git-credentials.hosts[0].host=github.com",
				"--provisionhook.git-credentials.hosts[0].source=github-app-auth",
				"--management.endpoints.web.exposure.include=prometheus"));
		return arguments.toArray(String[]::new);
	}

}
