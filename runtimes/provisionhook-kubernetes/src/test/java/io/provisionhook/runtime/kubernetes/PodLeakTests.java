package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.testsupport.SecretShape;
import io.provisionhook.testsupport.SecretTrail;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Searches what Pods with secrets of all shapes leave in the cluster: Pods with their
 * managed fields, events, all objects in etcd except Secrets, and the audit log.
 */
@ExtendWith(KubernetesClusterExtension.class)
class PodLeakTests {

	private static final SecretTrail TRAIL = SecretTrail.of(List.of(SecretShape.values()));

	private final TestNamespace namespace;

	PodLeakTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	@AfterEach
	void removePods() {
		Pods.removeAll(this.namespace);
	}

	@Test
	void secretsAreInSecretsOnly() throws Exception {
		PodSettings missing = PodSettings.of(Pods.pod("localhost:1/agents/none:1", "true"));
		PodSettings failing = PodSettings.of(Pods.pod(this.namespace.image(), "env; env >&2; exit 3"));
		List<String> records = new ArrayList<>();
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "env; echo the last line; " + Pods.SLEEP)
			.template("missing", missing)
			.template("failing", failing)
			.build(); WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			Registry registry = new Registry();
			registry.register(EnvMutator.of("vault", PodLeakTests::putSecrets));
			handler.setEnvMutators(registry);
			Workspace running = ended(handler, "default");
			assertThat(running.state()).isEqualTo(WorkspaceState.RUNNING);
			records.add(Pods.patiently()
				.until(() -> Pods.output(runtime, running.id()), (log) -> log.contains("the last line\n")));
			records.add(ended(handler, "missing").toString());
			Workspace failed = ended(handler, "failing");
			records.add(failed.toString());
			records.add(Pods.output(runtime, failed.id()));
			assertThat(records).allSatisfy((record) -> assertThat(TRAIL.findIn(record)).isEmpty());
			assertThat(records.get(0)).contains("JDBC_URL=[redacted]");
			assertNoFindings("Pods",
					Serialization.asJson(this.namespace.client().pods().inNamespace(this.namespace.name()).list()));
			assertNoFindings("events", Serialization
				.asJson(this.namespace.client().v1().events().inNamespace(this.namespace.name()).list()));
			Map<Boolean, String> objects = objectsInEtcd();
			assertNoFindings("etcd", objects.getOrDefault(false, ""));
			assertThat(TRAIL.findIn(objects.getOrDefault(true, ""))).as("the search finds them in Secrets")
				.isNotEmpty();
			handler.stop(running.id());
		}
		String audit = Files.readString(this.namespace.auditLog());
		assertThat(audit).contains("\"resource\":\"secrets\",\"namespace\":\"" + this.namespace.name() + "\"");
		assertNoFindings("audit log",
				audit.lines().filter((line) -> line.contains(this.namespace.name())).collect(Collectors.joining("\n")));
	}

	private static void putSecrets(ProvisionContext context, Env env) {
		Stream.of(SecretShape.values()).forEach((secret) -> env.putSecret(secret.name(), secret.text()));
	}

	private static Workspace ended(WorkspaceHandler handler, String template) {
		Workspace created = handler.create(WorkspaceRequest.named("demo").template(template).build());
		Set<WorkspaceState> passing = template.equals("failing")
				? Set.of(WorkspaceState.PROVISIONING, WorkspaceState.RUNNING) : Set.of(WorkspaceState.PROVISIONING);
		return Pods.patiently()
			.until(() -> handler.get(created.id()), (workspace) -> !passing.contains(workspace.state()));
	}

	private static void assertNoFindings(String place, String text) {
		assertThat(text).as(place).isNotEmpty();
		assertThat(TRAIL.findIn(text)).as(place).isEmpty();
	}

	/**
	 * Read the objects of the namespace.
	 * @return all Secrets, and all other objects
	 */
	private Map<Boolean, String> objectsInEtcd() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.namespace.etcd().resolve("/v3/kv/range"))
			.POST(BodyPublishers.ofString(
					"{\"key\":\"%s\",\"range_end\":\"%s\"}".formatted(encoded("/registry/"), encoded("/registry0"))))
			.build();
		String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
		Map<Boolean, String> objects = new HashMap<>();
		for (JsonNode object : new ObjectMapper().readTree(answer).path("kvs")) {
			String key = decoded(object.path("key"));
			if (key.contains("/" + this.namespace.name() + "/")) {
				objects.merge(key.startsWith("/registry/secrets/"), decoded(object.path("value")),
						(one, other) -> one + "\n" + other);
			}
		}
		return objects;
	}

	private static String decoded(JsonNode text) {
		return new String(Base64.getDecoder().decode(text.asString()), StandardCharsets.UTF_8);
	}

	private static String encoded(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
