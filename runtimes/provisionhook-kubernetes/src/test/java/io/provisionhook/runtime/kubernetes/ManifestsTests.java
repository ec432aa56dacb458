package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.testsupport.InstalledTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the manifests of this module: a cluster accepts them, they agree with each
 * other, and the platform gets the rights that the runtime needs and no others.
 */
@Timeout(120)
class ManifestsTests {

	private static final Path MANIFESTS = Path.of("manifests").toAbsolutePath();

	private static final String KUSTOMIZATION = "kustomization.yaml";

	private static final String ALL_NAMESPACES = "role-all-namespaces.yaml";

	private static final Pattern NAMESPACE = Pattern.compile("(?m)^( +namespace: )(platform|agents)$");

	private static final Pattern COMMAND = Pattern.compile("(?m)^#   kubectl ((?:.*\\\\\\n)*.*)$");

	private static final Pattern VERSION = Pattern.compile("v1\\.(\\d+)\\.");

	// Each user may ask for its own name and rights
	private static final Set<String> GROUPS_FOR_EVERYBODY = Set.of("authentication.k8s.io", "authorization.k8s.io");

	private static final List<String> RIGHTS = List.of("create pods", "get pods", "list pods", "watch pods",
			"delete pods", "get pods/log", "create secrets", "get secrets", "delete secrets", "list events");

	private static final List<String> RIGHTS_IN_ALL_NAMESPACES = List.of("list pods", "watch pods");

	private static final List<String> REFUSED = List.of("update pods", "patch pods", "deletecollection pods",
			"create pods/exec", "get pods/exec", "create pods/attach", "create pods/portforward",
			"create pods/eviction", "patch pods/status", "patch pods/ephemeralcontainers", "list secrets",
			"watch secrets", "update secrets", "patch secrets", "deletecollection secrets", "watch events",
			"create events", "get configmaps", "get serviceaccounts", "create serviceaccounts/token", "list nodes",
			"list namespaces", "create namespaces");

	private final JsonMapper strictMapper = JsonMapper.builder()
		.annotationIntrospector(new WithoutAnySetters())
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	@TempDir
	private Path folder;

	@Test
	void kustomizeRendersEachDocument() throws Exception {
		List<Map<?, ?>> documents = new ArrayList<>();
		for (String name : manifests()) {
			if (!List.of(KUSTOMIZATION, ALL_NAMESPACES).contains(name)) {
				documents.addAll(documents(read(name)));
			}
		}
		assertThat(documents).hasSizeGreaterThan(7);
		assertThat(documents(kustomize())).containsExactlyInAnyOrderElementsOf(documents);
	}

	@Test
	void documentWhenReadByModelHasNoUnknownField() throws Exception {
		assertThat(resources()).hasAtLeastOneElementOfType(PodDisruptionBudget.class);
	}

	@ParameterizedTest
	@MethodSource("manifests")
	void manifestWhenReadStartsWithWhatItIsFor(String name) throws Exception {
		assertThat(read(name)).startsWith("# ").contains("\napiVersion: ");
	}

	@Test
	void selectorsMatchPodsOfDeployment() throws Exception {
		Deployment deployment = only(Deployment.class);
		Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
		assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
		assertThat(deployment.getSpec()
			.getTemplate()
			.getSpec()
			.getTopologySpreadConstraints()
			.get(0)
			.getLabelSelector()
			.getMatchLabels()).isEqualTo(labels);
		assertThat(only(Service.class).getSpec().getSelector()).isEqualTo(labels);
		assertThat(only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
		NetworkPolicy ingress = named(NetworkPolicy.class, "ingress");
		assertThat(ingress.getSpec().getPodSelector().getMatchLabels()).isEqualTo(labels);
		NetworkPolicy egress = named(NetworkPolicy.class, "egress");
		assertThat(egress.getSpec().getEgress()).flatExtracting((rule) -> rule.getTo())
			.anySatisfy((peer) -> assertThat(peer.getPodSelector().getMatchLabels()).isEqualTo(labels));
	}

	@Test
	void portForWorkspacesIsThatOfService() throws Exception {
		Service service = only(Service.class);
		int port = service.getSpec().getPorts().get(0).getPort();
		assertThat(Files.readString(MANIFESTS.resolve("service.yaml")))
			.contains("provisionhook.credential-endpoint.url: http://" + service.getMetadata().getName() + "."
					+ service.getMetadata().getNamespace() + ".svc:" + port + "\n");
		assertThat(only(Deployment.class).getSpec().getTemplate().getSpec().getContainers().get(0).getPorts())
			.filteredOn((candidate) -> candidate.getName()
				.equals(service.getSpec().getPorts().get(0).getTargetPort().getStrVal()))
			.singleElement()
			.satisfies((candidate) -> assertThat(candidate.getContainerPort()).isEqualTo(port));
		assertThat(named(NetworkPolicy.class, "egress").getSpec().getEgress())
			.anySatisfy((rule) -> assertThat(rule.getPorts()).singleElement()
				.satisfies((candidate) -> assertThat(candidate.getPort().getIntVal()).isEqualTo(port)));
		assertThat(named(NetworkPolicy.class, "ingress").getSpec().getIngress()).singleElement()
			.satisfies((rule) -> assertThat(rule.getPorts()).singleElement()
				.satisfies((candidate) -> assertThat(candidate.getPort().getIntVal()).isEqualTo(port)));
	}

	@Test
	void roleIsBoundToAccountOfDeployment() throws Exception {
		ServiceAccount account = only(ServiceAccount.class);
		Deployment deployment = only(Deployment.class);
		RoleBinding binding = only(RoleBinding.class);
		assertThat(deployment.getSpec().getTemplate().getSpec().getServiceAccountName())
			.isEqualTo(account.getMetadata().getName());
		assertThat(deployment.getMetadata().getNamespace()).isEqualTo(account.getMetadata().getNamespace());
		assertThat(binding.getMetadata().getNamespace()).isNotEqualTo(account.getMetadata().getNamespace());
		assertThat(binding.getSubjects()).singleElement().satisfies((subject) -> {
			assertThat(subject.getName()).isEqualTo(account.getMetadata().getName());
			assertThat(subject.getNamespace()).isEqualTo(account.getMetadata().getNamespace());
		});
	}

	@Test
	@ExtendWith(KubernetesClusterExtension.class)
	void applyWhenClusterKnowsTypeIsAccepted(TestNamespace namespace) throws Exception {
		List<Map<?, ?>> known = new ArrayList<>();
		List<String> unknown = new ArrayList<>();
		for (Map<?, ?> document : documents(
				inNamespace(kustomize() + "---\n" + read(ALL_NAMESPACES), namespace.name()))) {
			if (isKnown(namespace.client(), document)) {
				known.add(document);
			}
			else {
				unknown.add(document.get("apiVersion") + " " + document.get("kind"));
			}
		}
		String accepted = kubectl(new Yaml().dumpAll(known.iterator()), "apply", "--dry-run=server", "-f", "-");
		assertThat(accepted.lines()).hasSameSizeAs(known)
			.allSatisfy((line) -> assertThat(line).endsWith(" (server dry run)"));
		assertThat(unknown)
			.isEqualTo(hasMinorVersion(namespace.client(), 21) ? List.of() : List.of("policy/v1 PodDisruptionBudget"));
	}

	@Test
	@ExtendWith(KubernetesClusterExtension.class)
	void roleGivesExactlyTheRightsOfTheRuntime(TestNamespace namespace) throws Exception {
		String manifests = read("service-account.yaml") + "---\n" + read("role.yaml");
		kubectl(inNamespace(manifests, namespace.name()), "apply", "-f", "-");
		Account account = new Account(namespace.client(), namespace.name());
		// The server reads roles and bindings a moment after it has stored them
		await().untilAsserted(() -> {
			assertThat(account.rightsIn(namespace.name())).containsExactlyInAnyOrderElementsOf(RIGHTS);
			assertThat(account.rightsIn("default")).isEmpty();
		});
		assertThat(RIGHTS).allMatch((right) -> account.may(right, namespace.name()))
			.noneMatch((right) -> account.may(right, "default"));
		assertThat(REFUSED).noneMatch((right) -> account.may(right, namespace.name()));
	}

	@Test
	@ExtendWith(KubernetesClusterExtension.class)
	void roleForAllNamespacesGivesRightsInBoundNamespaceAndSightOfPodsElsewhere(TestNamespace namespace)
			throws Exception {
		// Cluster roles have no namespace, and other tests may use the cluster at the
		// same time
		String manifest = inNamespace(read(ALL_NAMESPACES), namespace.name())
			.replaceAll("provisionhook-(watch|workspaces)", "$0-" + namespace.name());
		String tenant = namespace.name() + "-acme";
		Namespace created = new NamespaceBuilder().withNewMetadata().withName(tenant).endMetadata().build();
		namespace.client().resource(created).create();
		try {
			kubectl(inNamespace(read("service-account.yaml"), namespace.name()), "apply", "-f", "-");
			kubectl(manifest, "apply", "-f", "-");
			kubectl("", documentedCommand(manifest.replace("agents-acme", tenant)
				.replace("platform:provisionhook", namespace.name() + ":provisionhook")));
			Account account = new Account(namespace.client(), namespace.name());
			await().untilAsserted(() -> {
				assertThat(account.rightsIn(tenant)).containsExactlyInAnyOrderElementsOf(RIGHTS);
				assertThat(account.rightsIn("default")).containsExactlyInAnyOrderElementsOf(RIGHTS_IN_ALL_NAMESPACES);
			});
			assertThat(RIGHTS_IN_ALL_NAMESPACES).allMatch((right) -> account.may(right, ""));
			assertThat(RIGHTS).allMatch((right) -> account.may(right, tenant))
				.filteredOn((right) -> account.may(right, "default"))
				.isEqualTo(RIGHTS_IN_ALL_NAMESPACES);
			assertThat(REFUSED).noneMatch((right) -> account.may(right, tenant))
				.noneMatch((right) -> account.may(right, "default"));
		}
		finally {
			kubectl(manifest, "delete", "--ignore-not-found", "-f", "-");
			namespace.client().resource(created).delete();
		}
	}

	static List<String> manifests() throws IOException {
		try (Stream<Path> files = Files.list(MANIFESTS)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	private List<HasMetadata> resources() throws IOException {
		KubernetesSerialization models = new KubernetesSerialization();
		List<HasMetadata> resources = new ArrayList<>();
		for (String name : manifests()) {
			if (!name.equals(KUSTOMIZATION)) {
				for (Map<?, ?> document : documents(read(name))) {
					Class<?> type = models.getRegisteredKubernetesResource((String) document.get("apiVersion"),
							(String) document.get("kind"));
					assertThat(type).as(name).isNotNull();
					resources.add((HasMetadata) this.strictMapper.convertValue(document, type));
				}
			}
		}
		return resources;
	}

	private <T extends HasMetadata> T only(Class<T> type) throws IOException {
		return single(type, (resource) -> true);
	}

	private <T extends HasMetadata> T named(Class<T> type, String name) throws IOException {
		return single(type, (resource) -> resource.getMetadata().getName().equals(name));
	}

	private <T extends HasMetadata> T single(Class<T> type, Predicate<T> condition) throws IOException {
		List<T> resources = resources().stream().filter(type::isInstance).map(type::cast).filter(condition).toList();
		assertThat(resources).hasSize(1);
		return resources.get(0);
	}

	private String kustomize() throws Exception {
		return kubectl("", "kustomize", MANIFESTS.toString());
	}

	private String kubectl(String input, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(InstalledTool.need("kubectl").toString()));
		command.addAll(List.of(arguments));
		Path errors = this.folder.resolve("errors");
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
		builder.environment().put("KUBECONFIG", System.getenv().getOrDefault("TEST_KUBECONFIG", ""));
		// Else it would read and write files of the user
		builder.environment().put("HOME", this.folder.toString());
		Process process = builder.start();
		try (OutputStream standardInput = process.getOutputStream()) {
			standardInput.write(input.getBytes(StandardCharsets.UTF_8));
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).withFailMessage(() -> command + ": " + contentOf(errors.toFile())).isZero();
		return output;
	}

	private static String read(String name) throws IOException {
		return Files.readString(MANIFESTS.resolve(name));
	}

	private static List<Map<?, ?>> documents(String manifests) {
		List<Map<?, ?>> documents = new ArrayList<>();
		new Yaml().loadAll(manifests).forEach((document) -> documents.add((Map<?, ?>) document));
		return documents;
	}

	private static String inNamespace(String manifests, String namespace) {
		return NAMESPACE.matcher(manifests).replaceAll("$1" + namespace);
	}

	private static String[] documentedCommand(String manifest) {
		Matcher command = COMMAND.matcher(manifest);
		assertThat(command.find()).isTrue();
		return command.group(1).replaceAll("\\\\\n#", "").trim().split(" +");
	}

	private static boolean isKnown(KubernetesClient client, Map<?, ?> document) {
		APIResourceList types = client.getApiResources((String) document.get("apiVersion"));
		return types != null
				&& types.getResources().stream().anyMatch((type) -> type.getKind().equals(document.get("kind")));
	}

	private static boolean hasMinorVersion(KubernetesClient client, int minor) {
		// Not getMinor, which is empty in some builds
		Matcher version = VERSION.matcher(client.getKubernetesVersion().getGitVersion());
		assertThat(version.lookingAt()).isTrue();
		return Integer.parseInt(version.group(1)) >= minor;
	}

	/**
	 * The account of the platform in a namespace. A right is a verb and a resource, such
	 * as {@code get pods/log}.
	 */
	private record Account(KubernetesClient client, String namespace) {

		String user() {
			return "system:serviceaccount:" + this.namespace + ":provisionhook";
		}

		Set<String> rightsIn(String namespace) {
			Config config = new ConfigBuilder(this.client.getConfiguration()).withImpersonateUsername(user()).build();
			SelfSubjectRulesReview review = new SelfSubjectRulesReviewBuilder().withNewSpec()
				.withNamespace(namespace)
				.endSpec()
				.build();
			try (KubernetesClient impersonator = new KubernetesClientBuilder().withConfig(config).build()) {
				Set<String> rights = new LinkedHashSet<>();
				for (ResourceRule rule : impersonator.resource(review).create().getStatus().getResourceRules()) {
					for (String group : rule.getApiGroups()) {
						if (!GROUPS_FOR_EVERYBODY.contains(group)) {
							rule.getVerbs()
								.forEach((verb) -> rule.getResources()
									.forEach((resource) -> rights.add(verb + " " + resource + suffix(group))));
						}
					}
				}
				return rights;
			}
		}

		private static String suffix(String group) {
			return group.isEmpty() ? "" : "." + group;
		}

		boolean may(String right, String namespace) {
			String[] verbAndResource = right.split(" ", -1);
			String[] resource = verbAndResource[1].split("/", -1);
			SubjectAccessReview review = new SubjectAccessReviewBuilder().withNewSpec()
				.withUser(user())
				.withNewResourceAttributes()
				.withNamespace(namespace)
				.withVerb(verbAndResource[0])
				.withResource(resource[0])
				.withSubresource((resource.length > 1) ? resource[1] : null)
				.endResourceAttributes()
				.endSpec()
				.build();
			return this.client.resource(review).create().getStatus().getAllowed();
		}

	}

	/**
	 * Models keep unknown fields rather than failing, unless the method for them is
	 * hidden.
	 */
	private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {

		private static final long serialVersionUID = 1L;

		@Override
		public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
			return false;
		}

	}

}
