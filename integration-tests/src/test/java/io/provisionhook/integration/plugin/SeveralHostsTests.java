package io.provisionhook.integration.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint;
import io.provisionhook.autoconfigure.actuate.ProvisionhooksEndpoint.HostDescriptor;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests what operators see of several hosts with one database.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class SeveralHostsTests {

	private static final String KEY_1 = "a2V5LW9uZS1rZXktb25lLWtleS1vbmUta2V5LW9uZS0=";

	private static final String KEY_2 = "a2V5LXR3by1rZXktdHdvLWtleS10d28ta2V5LXR3by0=";

	private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

	private final List<ConfigurableApplicationContext> hosts = new ArrayList<>();

	@AfterEach
	void close() {
		this.hosts.forEach(ConfigurableApplicationContext::close);
	}

	private ConfigurableApplicationContext startWithKey(String name, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("--provisionhook.credential-endpoint.signing-keys=" + KEY_1);
		return start(name, all.toArray(String[]::new));
	}

	private ConfigurableApplicationContext start(String name, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--spring.datasource.url=" + this.url, "--provisionhook.instance.name=" + name,
				"--provisionhook.process.templates.default.command=sleep,60",
				"--provisionhook.process.trusted-workspaces=true",
				"--management.endpoints.web.exposure.include=provisionhooks,health",
				"--management.endpoint.health.probes.enabled=true",
				"--provisionhook.git-credentials.hosts[0].host=github.com",
				"--provisionhook.git-credentials.hosts[0].source=fixed"));
		arguments.addAll(List.of(properties));
		ConfigurableApplicationContext host = new SpringApplicationBuilder(Host.class).web(WebApplicationType.SERVLET)
			.run(arguments.toArray(String[]::new));
		this.hosts.add(host);
		return host;
	}

	private static Workspace create(ConfigurableApplicationContext host) {
		WorkspaceHandler handler = host.getBean(WorkspaceHandler.class);
		Workspace workspace = handler.create(WorkspaceRequest.named("demo").build());
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> handler.get(workspace.id()), (current) -> current.state() == WorkspaceState.RUNNING);
	}

	@Test
	void eachHostShowsAllHosts() {
		ConfigurableApplicationContext a = startWithKey("a");
		ConfigurableApplicationContext b = startWithKey("b");
		create(a);
		create(a);
		List<HostDescriptor> shown = b.getBean(ProvisionhooksEndpoint.class).provisionhooks().hosts();
		assertThat(shown).hasSize(2).anySatisfy((host) -> {
			assertThat(host.name()).isEqualTo("a");
			assertThat(host.id()).startsWith("a~");
			assertThat(host.self()).isFalse();
			assertThat(host.leaving()).isFalse();
			assertThat(host.workspaces()).isEqualTo(2);
			assertThat(host.leaseAge()).isLessThan(Duration.ofSeconds(15));
			assertThat(host.leaseLeft()).isPositive();
			assertThat(host.details()).containsEntry("threads.abandoned", "0");
		}).anySatisfy((host) -> {
			assertThat(host.name()).isEqualTo("b");
			assertThat(host.self()).isTrue();
			assertThat(host.workspaces()).isZero();
		});
		MeterRegistry meters = b.getBean(MeterRegistry.class);
		assertThat(meters.get("provisionhook.workspaces").tag("state", "RUNNING").gauge().value()).isEqualTo(2);
		assertThat(meters.get("provisionhook.workspaces").tag("state", "FAILED").gauge().value()).isZero();
		assertThat(meters.get("provisionhook.instance.lease.age").timeGauge().value()).isBetween(0.0, 15.0);
	}

	@Test
	void hostWithoutLeaseIsNotReady(CapturedOutput output) {
		ConfigurableApplicationContext host = start("a", "--provisionhook.instance.lease=1s");
		HealthEndpoint health = host.getBean(HealthEndpoint.class);
		assertThat(status(health, "readiness")).isEqualTo(Status.UP);
		JdbcClient database = JdbcClient.create(host.getBean(DataSource.class));
		database.sql("alter table provisionhook_instance rename to away").update();
		patiently().until(() -> status(health, "readiness"), Status.OUT_OF_SERVICE::equals);
		assertThat(status(health, "liveness")).isEqualTo(Status.UP);
		// On a thread of the host
		patiently().untilAsserted(() -> assertThat(output).contains("Host \"a\" could not renew its lease for"));
		database.sql("alter table away rename to provisionhook_instance").update();
		patiently().until(() -> status(health, "readiness"), Status.UP::equals);
		patiently().untilAsserted(
				() -> assertThat(output).contains("Host \"a\" holds its lease again, and acts on workspaces again"));
	}

	private static ConditionFactory patiently() {
		return Awaitility.await().atMost(Duration.ofSeconds(60));
	}

	private static Status status(HealthEndpoint health, String group) {
		return Objects.requireNonNull(health.healthForPath(group)).getStatus();
	}

	@Test
	void hostWithOtherSigningKeysDoesNotStart() {
		start("a", "--provisionhook.credential-endpoint.signing-keys=" + KEY_1);
		assertThatThrownBy(() -> start("b", "--provisionhook.credential-endpoint.signing-keys=" + KEY_2)).rootCause()
			.hasMessage(
					"Host \"a\" shares the store of workspaces, but signs the tokens of workspaces with another key, "
							+ "so that this host and that one would refuse each other's workspaces");
		assertThatThrownBy(() -> start("b")).rootCause()
			.hasMessageStartingWith("Host \"a\" shares the store of workspaces, but signs");
	}

	@Test
	void hostThatChangesKeysInTwoStepsStarts() {
		start("a", "--provisionhook.credential-endpoint.signing-keys=" + KEY_1);
		start("b", "--provisionhook.credential-endpoint.signing-keys=" + KEY_1 + "," + KEY_2);
		this.hosts.remove(0).close();
		start("a", "--provisionhook.credential-endpoint.signing-keys=" + KEY_2 + "," + KEY_1);
		assertThat(this.hosts).allMatch(ConfigurableApplicationContext::isRunning);
	}

	@Test
	void aloneHostNeedsNoSigningKeys() {
		ConfigurableApplicationContext a = start("a");
		a.close();
		assertThat(start("a").isRunning()).isTrue();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Host {

		@Bean
		CredentialSource fixed() {
			return new CredentialSource() {

				@Override
				public String name() {
					return "fixed";
				}

				@Override
				public Set<CredentialHost> hosts() {
					return Set.of();
				}

				@Override
				public Credential credential(CredentialRequest request) {
					return Credential.of("user", "correct-horse", null);
				}

			};
		}

	}

}
