package io.provisionhook.runtime.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of an admission webhook that refuses Pods or Secrets.
 */
@ExtendWith(KubernetesClusterExtension.class)
class AdmissionWebhookTests {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private final TestNamespace namespace;

	private final String id = Pods.id();

	private final String pod;

	private final HttpsServer server;

	private final byte[] certificate;

	AdmissionWebhookTests(TestNamespace namespace, @TempDir Path folder) throws Exception {
		namespace.needLocalCluster();
		this.namespace = namespace;
		this.pod = namespace.name() + "/provisionhook-" + this.id + "-1";
		KeyStore keys = keys(folder.resolve("keys"));
		this.certificate = keys.getCertificate("webhook").getEncoded();
		this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
		this.server.createContext("/", AdmissionWebhookTests::refuse);
		this.server.start();
	}

	private static KeyStore keys(Path file) throws Exception {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "webhook", "-keyalg", "EC", "-dname", "CN=webhook", "-ext", "san=ip:127.0.0.1",
				"-storetype", "PKCS12", "-storepass", String.valueOf(PASSWORD), "-keystore", file.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(keytool.waitFor()).as(output).isZero();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream input = Files.newInputStream(file)) {
			keys.load(input, PASSWORD);
		}
		return keys;
	}

	private static SSLContext context(KeyStore keys) throws Exception {
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		return context;
	}

	private static void refuse(HttpExchange exchange) throws IOException {
		try (exchange) {
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			exchange.getRequestBody().transferTo(body);
			AdmissionReview review = Serialization.unmarshal(body.toString(StandardCharsets.UTF_8),
					AdmissionReview.class);
			byte[] answer = Serialization
				.asJson(new AdmissionReviewBuilder().withNewResponse()
					.withUid(review.getRequest().getUid())
					.withAllowed(false)
					.withStatus(new StatusBuilder()
						.withMessage("no " + review.getRequest().getResource().getResource() + " on Sundays")
						.build())
					.endResponse()
					.build())
				.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, answer.length);
			exchange.getResponseBody().write(answer);
		}
	}

	@BeforeEach
	void labelNamespace() {
		this.namespace.client()
			.namespaces()
			.withName(this.namespace.name())
			.edit((old) -> new NamespaceBuilder(old).editMetadata()
				.addToLabels("webhook", this.namespace.name())
				.endMetadata()
				.build());
	}

	@AfterEach
	void removePods() {
		this.namespace.client()
			.admissionRegistration()
			.v1()
			.validatingWebhookConfigurations()
			.withName(this.namespace.name())
			.delete();
		this.server.stop(0);
		Pods.removeAll(this.namespace);
	}

	@Test
	void podThatWebhookRefusesHasItsWords() {
		refuse("pods");
		assertStartFails("the cluster can't create Pod " + this.pod
				+ ": admission webhook \"agents.example.com\" denied the request: no pods on Sundays");
		this.namespace.awaitEmpty();
	}

	@Test
	void secretThatWebhookRefusesHasItsWords() {
		refuse("secrets");
		assertStartFails("the cluster can't create Secret " + this.pod
				+ "-0: admission webhook \"agents.example.com\" denied the request: no secrets on Sundays");
		assertThat(this.namespace.client().pods().inNamespace(this.namespace.name()).list().getItems())
			.allSatisfy((left) -> assertThat(left.getMetadata().getDeletionTimestamp()).isNotNull());
	}

	private void refuse(String resource) {
		this.namespace.client().resource(webhook(resource)).create();
		// The API server notices a new webhook a moment later
		Pods.patiently().until(() -> isRefused(resource));
	}

	private boolean isRefused(String resource) {
		HasMetadata probe = resource.equals("pods") ? PodSettings.of(Pods.pod("none", "")).newPod(null) : new Secret();
		probe.setMetadata(
				new ObjectMetaBuilder().withNamespace(this.namespace.name()).withName("webhook-probe").build());
		try {
			this.namespace.client().resource(probe).dryRun().create();
			return false;
		}
		catch (KubernetesClientException ex) {
			return String.valueOf(ex.getMessage()).contains("on Sundays");
		}
	}

	private ValidatingWebhookConfiguration webhook(String resource) {
		String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(this.certificate)
				+ "\n-----END CERTIFICATE-----\n";
		return new ValidatingWebhookConfigurationBuilder().withNewMetadata()
			.withName(this.namespace.name())
			.endMetadata()
			.addNewWebhook()
			.withName("agents.example.com")
			.withAdmissionReviewVersions("v1")
			.withSideEffects("None")
			.withNewNamespaceSelector()
			.withMatchLabels(Map.of("webhook", this.namespace.name()))
			.endNamespaceSelector()
			.withNewClientConfig()
			.withUrl("https://127.0.0.1:" + this.server.getAddress().getPort() + "/")
			.withCaBundle(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)))
			.endClientConfig()
			.addNewRule()
			.withApiGroups("")
			.withApiVersions("v1")
			.withOperations("CREATE")
			.withResources(List.of(resource))
			.endRule()
			.endWebhook()
			.build();
	}

	private void assertStartFails(String message) {
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, Pods.SLEEP).build()) {
			assertThatExceptionOfType(KubernetesException.class)
				.isThrownBy(() -> runtime.start(Pods.launch(this.id, 1, Map.of("A", "b"))))
				.withMessage(message);
		}
	}

}
