package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.runtime.kubernetes.KubernetesRuntime;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is logged of a Pod when everything is logged.
 */
@Timeout(300)
@ExtendWith({ KubernetesClusterExtension.class, OutputCaptureExtension.class })
class ClientLogTests {

	private static final String SECRET = "secret-of-the-log-test";

	private static final String PLAIN = "plain-of-the-log-test";

	private final TestNamespace namespace;

	ClientLogTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	@AfterEach
	void logLess() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
	}

	@Test
	void applicationThatLogsEverythingLogsNoValue(CapturedOutput output) throws Exception {
		String id = UUID.randomUUID().toString();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Host.class)
			.web(WebApplicationType.NONE)
			.run("--logging.level.root=trace", "--provisionhook.kubernetes.kubeconfig=" + this.namespace.kubeconfig(),
					"--provisionhook.kubernetes.templates.default.image=" + this.namespace.image(),
					"--provisionhook.kubernetes.templates.default.command=true")) {
			start(context.getBean(KubernetesRuntime.class), id);
			// The next host reads the Secret to redact the log
			try (KubernetesRuntime next = new KubernetesRuntimeMapper(context.getBean(KubernetesProperties.class))
				.toRuntime(null)) {
				assertThat(next.adopt(id, 1, SecretRedactor.of(Set.of()))).isPresent();
				assertThat(next.log(id)).isEmpty();
				next.remove(id, 1);
			}
		}
		assertThat(output).contains("TRACE", "jdk.internal.httpclient.debug", "httpclient io.fabric8.kubernetes.client")
			.doesNotContain(SECRET, PLAIN, encoded(SECRET), encoded(PLAIN), "Bearer");
	}

	private static void start(KubernetesRuntime runtime, String id) throws Exception {
		WorkspaceLaunch launch = new WorkspaceLaunch(id, WorkspaceRequest.named("demo").build(),
				Map.of("KEY", SECRET, "PLAIN", PLAIN), Set.of("KEY"));
		assertThat(runtime.start(launch).toCompletableFuture().get(120, TimeUnit.SECONDS).code()).isZero();
	}

	private static String encoded(String value) {
		return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(KubernetesRuntimeAutoConfiguration.class)
	static class Host {

	}

}
