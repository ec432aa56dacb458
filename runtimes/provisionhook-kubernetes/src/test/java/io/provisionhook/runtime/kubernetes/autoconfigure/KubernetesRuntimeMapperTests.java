package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.VolumeMount;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.RequiredVariable;
import io.provisionhook.runtime.kubernetes.KubernetesRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link KubernetesRuntimeMapper}, {@link PodTemplateReader} and
 * {@link KubernetesPropertyFailureAnalyzer}.
 */
class KubernetesRuntimeMapperTests {

	private static final String CONTENT = "hidden-content";

	@TempDir
	private Path directory;

	@Test
	void eachPropertyReachesTheBuilder() {
		Map<String, String> properties = new HashMap<>(
				Map.of("kubeconfig", "/etc/kubeconfig", "context", "lab", "namespace", "agents-{tenant}", "owner",
						"team", "connect-timeout", "1s", "response-timeout", "2s", "scheduling-timeout", "3s"));
		properties.putAll(Map.of("start-timeout", "4s", "pull-timeout", "5s", "pull-retry-timeout", "0s",
				"stop-timeout", "6s", "output-limit", "7KB", "retained-pods", "8"));
		assertThat(builder("app", properties))
			.extracting("kubeconfig", "context", "namespace", "owner", "connectTimeout", "responseTimeout",
					"schedulingTimeout", "startTimeout", "pullTimeout", "pullRetryTimeout", "stopTimeout",
					"outputLimit", "retainedPods")
			.containsExactly(Path.of("/etc/kubeconfig"), "lab", "agents-{tenant}", "team", Duration.ofSeconds(1),
					Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(5),
					Duration.ZERO, Duration.ofSeconds(6), 7 * 1024, 8);
	}

	@Test
	void builderWhenNothingIsConfiguredHasItsOwnDefaults() {
		assertThat(builder(null, Map.of())).usingRecursiveComparison().isEqualTo(KubernetesRuntime.builder());
	}

	@Test
	void blankValueCountsAsNotSet() {
		Map<String, String> blank = Map.of("context", " ", "namespace", "", "owner", " ", "templates.a.image", "",
				"templates.a.service-account", " ");
		KubernetesRuntime.Builder builder = builder("app", blank);
		assertThat(builder).extracting("context", "namespace", "owner").containsExactly(null, null, "app");
		assertThat(container(builder).getImage()).isNull();
		assertThat(pod(builder).getSpec().getServiceAccountName()).isNull();
		assertThat(builder(" ", blank)).extracting("owner").isEqualTo("provisionhook");
	}

	@Test
	void propertyOfTemplateIsInItsContainer() {
		Container container = container(builder(null,
				Map.of("templates.a.image", "agent:3", "templates.a.image-pull-policy", "if-not-present",
						"templates.a.command", "sh,-c", "templates.a.args", "exit 3", "templates.a.requests.cpu", "1",
						"templates.a.requests[example.com/gpu]", "2", "templates.a.limits.memory", "1.5Gi")));
		assertThat(container.getName()).isEqualTo("workspace");
		assertThat(container.getImage()).isEqualTo("agent:3");
		assertThat(container.getImagePullPolicy()).isEqualTo("IfNotPresent");
		assertThat(container.getCommand()).containsExactly("sh", "-c");
		assertThat(container.getArgs()).containsExactly("exit 3");
		assertThat(container.getResources().getRequests())
			.isEqualTo(Map.of("cpu", new Quantity("1"), "example.com/gpu", new Quantity("2")));
		assertThat(container.getResources().getLimits()).isEqualTo(Map.of("memory", new Quantity("1.5Gi")));
	}

	@Test
	void propertyOfTemplateIsInItsPod() {
		Map<String, String> properties = new HashMap<>(
				Map.of("templates.a.service-account", "agent", "templates.a.run-as-user", "1000",
						"templates.a.node-selector.disk", "ssd", "templates.a.image-pull-secrets", "one,two",
						"templates.a.active-deadline", "90s", "templates.a.grace-period", "1500ms",
						"templates.a.labels[acme.com/team]", "blue", "templates.a.annotations.note", "a, b"));
		properties
			.putAll(Map.of("templates.a.tolerations[0].key", "agents", "templates.a.tolerations[0].value", "untrusted",
					"templates.a.tolerations[0].effect", "no-schedule", "templates.a.tolerations[1].key", "spot"));
		Pod pod = pod(builder(null, properties));
		PodSpec spec = pod.getSpec();
		assertThat(spec.getServiceAccountName()).isEqualTo("agent");
		assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(1000);
		assertThat(spec.getNodeSelector()).isEqualTo(Map.of("disk", "ssd"));
		assertThat(spec.getImagePullSecrets()).extracting(LocalObjectReference::getName).containsExactly("one", "two");
		assertThat(spec.getActiveDeadlineSeconds()).isEqualTo(90);
		assertThat(spec.getTerminationGracePeriodSeconds()).isEqualTo(2);
		assertThat(spec.getTolerations()).containsExactly(
				new Toleration("NoSchedule", "agents", "Equal", null, "untrusted"),
				new Toleration(null, "spot", "Exists", null, null));
		assertThat(pod.getMetadata().getLabels()).isEqualTo(Map.of("acme.com/team", "blue"));
		assertThat(pod.getMetadata().getAnnotations()).isEqualTo(Map.of("note", "a, b"));
	}

	@Test
	void volumeOfTemplateIsMounted() {
		Map<String, String> properties = new HashMap<>();
		properties.putAll(volume(0, "empty-dir", "/work", Map.of("size", "2MB")));
		properties.putAll(volume(1, "config-map", "/etc/agent", Map.of("source", "settings", "read-only", "true")));
		properties.putAll(volume(2, "secret", "/etc/keys", Map.of("source", "keys")));
		properties
			.putAll(volume(3, "persistent-volume-claim", "/cache", Map.of("source", "cache", "read-only", "true")));
		Pod pod = pod(builder(null, properties));
		assertThat(pod.getSpec().getVolumes()).hasSize(4)
			.satisfiesExactly(
					(volume) -> assertThat(volume.getEmptyDir().getSizeLimit()).isEqualTo(new Quantity("2097152")),
					(volume) -> assertThat(volume.getConfigMap().getName()).isEqualTo("settings"),
					(volume) -> assertThat(volume.getSecret().getSecretName()).isEqualTo("keys"), (volume) -> {
						assertThat(volume.getPersistentVolumeClaim().getClaimName()).isEqualTo("cache");
						assertThat(volume.getPersistentVolumeClaim().getReadOnly()).isTrue();
					});
		assertThat(pod.getSpec().getContainers().get(0).getVolumeMounts())
			.extracting(VolumeMount::getName, VolumeMount::getMountPath, VolumeMount::getReadOnly)
			.containsExactly(tuple("provisionhook-0", "/work", false), tuple("provisionhook-1", "/etc/agent", true),
					tuple("provisionhook-2", "/etc/keys", false), tuple("provisionhook-3", "/cache", true));
	}

	private static Map<String, String> volume(int index, String type, String mountPath, Map<String, String> others) {
		String prefix = "templates.a.volumes[" + index + "].";
		Map<String, String> properties = new HashMap<>(Map.of(prefix + "type", type, prefix + "mount-path", mountPath));
		others.forEach((name, value) -> properties.put(prefix + name, value));
		return properties;
	}

	@Test
	void variableOfTemplateKeepsItsName() {
		assertThat(builder(null,
				Map.of("templates.a.base.PATH", "/bin", "templates.a.base.JAVA_HOME", "/opt/java",
						"templates.a.required", "A|B,C")))
			.extracting("templates.a.base", "templates.a.required")
			.containsExactly(Map.of("PATH", "/bin", "JAVA_HOME", "/opt/java"),
					Set.of(RequiredVariable.of("A|B"), RequiredVariable.of("C")));
		assertThat(builder(null, Map.of("templates.a.image", "agent:3"))).extracting("templates.a.base").isNull();
	}

	@Test
	void podTemplateKeepsWhatNoPropertySets() throws IOException {
		Pod pod = pod(builder(null, Map.of("templates.a.pod-template", podTemplate("""
				apiVersion: v1
				kind: Pod
				metadata:
				  labels: {kept: "1"}
				spec:
				  priorityClassName: agents
				  runtimeClassName: gvisor
				  dnsConfig: {options: [{name: ndots, value: "1"}]}
				  initContainers:
				    - {name: prepare, image: "prepare:1"}
				  containers:
				    - {name: proxy, image: "proxy:1"}
				    - name: workspace
				      securityContext: {readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
				      env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
				      livenessProbe: {httpGet: {port: http}}
				  tolerations:
				  volumes:
				    - {name: scratch, emptyDir: {sizeLimit: 5Mi}}
				"""), "templates.a.image", "agent:3", "templates.a.tolerations[0].key", "spot")));
		PodSpec spec = pod.getSpec();
		assertThat(pod.getMetadata().getLabels()).isEqualTo(Map.of("kept", "1"));
		assertThat(spec.getPriorityClassName()).isEqualTo("agents");
		assertThat(spec.getRuntimeClassName()).isEqualTo("gvisor");
		assertThat(spec.getDnsConfig().getOptions()).hasSize(1);
		assertThat(spec.getInitContainers()).extracting(Container::getImage).containsExactly("prepare:1");
		assertThat(spec.getContainers()).extracting(Container::getImage).containsExactly("proxy:1", "agent:3");
		Container workspace = spec.getContainers().get(1);
		assertThat(workspace.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
		assertThat(workspace.getEnv()).extracting(EnvVar::getName).containsExactly("NODE");
		assertThat(workspace.getLivenessProbe().getHttpGet().getPort().getStrVal()).isEqualTo("http");
		assertThat(spec.getTolerations()).hasSize(1);
		assertThat(spec.getVolumes().get(0).getEmptyDir().getSizeLimit()).isEqualTo(new Quantity("5Mi"));
	}

	@Test
	void propertyWhenPodTemplateSetsTheSameTakesPrecedence() throws IOException {
		Map<String, String> properties = new HashMap<>(Map.of("templates.a.pod-template", podTemplate("""
				apiVersion: v1
				kind: Pod
				metadata:
				  labels: {team: red, kept: "1"}
				  annotations: {note: old}
				spec:
				  serviceAccountName: old
				  securityContext: {runAsUser: 1, runAsGroup: 2}
				  activeDeadlineSeconds: 1
				  terminationGracePeriodSeconds: 1
				  nodeSelector: {disk: hdd, kept: "1"}
				  imagePullSecrets: [{name: kept}]
				  containers:
				    - name: workspace
				      image: old:1
				      imagePullPolicy: Always
				      command: [old]
				      args: [old]
				      resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 2}}
				      volumeMounts: [{name: kept, mountPath: /kept}]
				  volumes: [{name: kept, emptyDir: {}}]
				"""), "templates.a.image", "agent:3", "templates.a.image-pull-policy", "never", "templates.a.command",
				"sh", "templates.a.args", "-c", "templates.a.requests.cpu", "500m", "templates.a.labels.team", "blue",
				"templates.a.annotations.note", "new"));
		properties.putAll(volume(0, "empty-dir", "/work", Map.of()));
		properties.putAll(Map.of("templates.a.service-account", "agent", "templates.a.run-as-user", "1000",
				"templates.a.active-deadline", "90s", "templates.a.grace-period", "0s",
				"templates.a.node-selector.disk", "ssd", "templates.a.image-pull-secrets", "added"));
		KubernetesRuntime.Builder builder = builder(null, properties);
		Pod pod = pod(builder);
		PodSpec spec = pod.getSpec();
		assertThat(pod.getMetadata().getLabels()).isEqualTo(Map.of("team", "blue", "kept", "1"));
		assertThat(pod.getMetadata().getAnnotations()).isEqualTo(Map.of("note", "new"));
		assertThat(spec.getServiceAccountName()).isEqualTo("agent");
		assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(1000);
		assertThat(spec.getSecurityContext().getRunAsGroup()).isEqualTo(2);
		assertThat(spec.getActiveDeadlineSeconds()).isEqualTo(90);
		assertThat(spec.getTerminationGracePeriodSeconds()).isZero();
		assertThat(spec.getNodeSelector()).isEqualTo(Map.of("disk", "ssd", "kept", "1"));
		assertThat(spec.getImagePullSecrets()).extracting(LocalObjectReference::getName)
			.containsExactly("kept", "added");
		assertThat(spec.getVolumes()).hasSize(2);
		Container container = container(builder);
		assertThat(container.getImage()).isEqualTo("agent:3");
		assertThat(container.getImagePullPolicy()).isEqualTo("Never");
		assertThat(container.getCommand()).containsExactly("sh");
		assertThat(container.getArgs()).containsExactly("-c");
		assertThat(container.getResources().getRequests())
			.isEqualTo(Map.of("cpu", new Quantity("500m"), "memory", new Quantity("1Gi")));
		assertThat(container.getResources().getLimits()).isEqualTo(Map.of("cpu", new Quantity("2")));
		assertThat(container.getVolumeMounts()).extracting(VolumeMount::getMountPath).containsExactly("/kept", "/work");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					kind: Deployment~spec: {a: hidden-content}                             | must have one object of 'kind: Pod'
					kind: Unknown~spec: {a: hidden-content}                                | must have one object of 'kind: Pod'
					spec: {a: hidden-content}                                              | must have one object of 'kind: Pod'
					- hidden-content                                                       | must have one object of 'kind: Pod'
					hidden-content                                                         | must have one object of 'kind: Pod'
					kind: Pod~spec: {hostname: hidden-content, hostname: hidden-content}   | can't be read as YAML with one object; see line 2
					kind: Pod~spec: {hostname: hidden-content                              | can't be read as YAML with one object; see line 2
					{"kind": "Pod", "spec": {"hostname": hidden-content                    | can't be read as YAML with one object
					kind: Pod~---~kind: Pod                                                | can't be read as YAML with one object
					kind: Pod~spec: {hostNetwrok: hidden-content}                          | has the unknown field "spec.hostNetwrok"
					kind: Pod~metadata: {label: {a: hidden-content}}                       | has the unknown field "metadata.label"
					kind: Pod~spec: {containers: [{securityContext: {runAsNonRot: true}}]} | has the unknown field "spec.containers[0].securityContext.runAsNonRot"
					kind: Pod~spec: {securityContext: {runAsUser: hidden-content}}         | has an invalid value at "spec.securityContext.runAsUser"
					kind: Pod~spec: {securityContext: {runAsNonRoot: yes}}                 | has an invalid value at "spec.securityContext.runAsNonRoot"
					kind: Pod~spec: {securityContext: {runAsUser: 1.5}}                    | has an invalid value at "spec.securityContext.runAsUser"
					kind: Pod~spec: {containers: [{name: a, env: hidden-content}]}         | has an invalid value at "spec.containers[0].env"
					kind: Pod~spec: {containers: [null]}                                   | has an invalid value at "spec.containers[0]"
					kind: Pod~spec: {volumes: [{secret: {defaultMode: 0644}}]}             | has an invalid value at "spec.volumes[0].secret.defaultMode"
					kind: Pod~spec: hidden-content                                         | has an invalid value at "spec"
					""",
			quoteCharacter = '`')
	void podTemplateWhenInvalidIsRefusedWithoutItsContent(String yaml, String problem) throws IOException {
		String location = podTemplate(yaml.replace('~', '\n'));
		KubernetesPropertyException failure = failure(Map.of("templates.a.pod-template", location));
		assertThat(failure.getProperty()).isEqualTo("provisionhook.kubernetes.templates.a.pod-template");
		assertThat(failure.getProblem()).isEqualTo("URL [" + location + "] " + problem);
		assertThat(failure).hasStackTraceContaining(problem);
		assertThat(failure.getCause()).hasNoCause();
		assertThat(failure.getProblem()).doesNotContain(CONTENT);
	}

	@Test
	void podTemplateWhenMissingIsExplained() {
		assertThat(failure(Map.of("templates.a.pod-template", "classpath:nothing.yaml")).getProblem())
			.isEqualTo("class path resource [nothing.yaml] cannot be opened because it does not exist");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					connect-timeout                     | 0s        | 'connectTimeout' must be positive
					response-timeout                    | -1s       | 'responseTimeout' must be positive
					scheduling-timeout                  | 0s        | 'schedulingTimeout' must be positive
					start-timeout                       | 0s        | 'startTimeout' must be positive
					pull-timeout                        | 0s        | 'pullTimeout' must be positive
					pull-retry-timeout                  | -1s       | 'pullRetryTimeout' must not be negative
					stop-timeout                        | 0s        | 'stopTimeout' must be positive
					output-limit                        | 4GB       | 4096MB is too large; it must be less than 2GB
					output-limit                        | 0B        | 'outputLimit' must be at least 1 byte
					retained-pods                       | -1        | 'retainedPods' must not be negative
					templates.a.active-deadline         | 0s        | must be 1s or more
					templates.a.grace-period            | -1s       | must be 0s or more
					templates.a.requests.cpu            | much      | "much" is not an amount such as "500m", "2" or "512Mi"
					templates.a.limits.memory           | 512MB     | "512MB" is not an amount such as "500m", "2" or "512Mi"
					templates.a.tolerations[0].value    | untrusted | 'value' requires a 'key'
					templates.a.volumes[0].mount-path   | /work     | 'type' of a volume is required
					templates.a.volumes[0].type         | empty-dir | 'mount-path' of a volume is required
					templates.a.volumes[0].type         | secret    | 'source' of a volume is required
					owner                               | -a        | "-a" can't be the value of a label: up to 63 letters, digits, "-", "_" and "." are possible, with a letter or digit at both ends
					namespace                           | Agents    | "Agents" can't be the name of a namespace: up to 63 lower-case letters, digits and "-" are possible, with a letter or digit at both ends
					namespace                           | {user}    | Namespace "{user}" has the unknown placeholder {user}; there are {tenant}, {role} and {template}
					kubeconfig                          | /no/file  | "/no/file" is not a kubeconfig that can be read
					""",
			quoteCharacter = '`')
	void propertyWhenInvalidIsNamed(String property, String value, String problem) {
		KubernetesPropertyException failure = failure(Map.of(property, value));
		String name = "provisionhook.kubernetes." + property.replaceFirst("]\\..*", "]");
		assertThat(failure.getProperty()).isEqualTo(name);
		assertThat(failure.getProblem()).isEqualTo(problem);
		FailureAnalysis analysis = new KubernetesPropertyFailureAnalyzer().analyze(new IllegalStateException(failure));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("Configuration property '" + name + "': " + problem + ".");
		assertThat(analysis.getAction()).startsWith("Correct '" + name + "'").endsWith(".");
	}

	@Test
	void requiredVariableWhenInvalidIsNamed() {
		assertThat(failure(Map.of("templates.a.required", "A=")).getProperty())
			.isEqualTo("provisionhook.kubernetes.templates.a.required");
	}

	@Test
	void volumeWhenItsTypeHasNoSuchSettingIsRefused() {
		assertThat(failure(volume(0, "empty-dir", "/work", Map.of("source", "a"))).getProblem())
			.isEqualTo("an empty directory has no 'source'");
		assertThat(failure(volume(0, "secret", "/work", Map.of("source", "a", "size", "1MB"))).getProblem())
			.isEqualTo("'size' is for empty directories only");
	}

	@Test
	void namespaceWhenKubeconfigIsValidIsNamed() throws IOException {
		Path kubeconfig = Files.writeString(this.directory.resolve("config"), """
				apiVersion: v1
				kind: Config
				clusters: [{name: test, cluster: {server: "http://127.0.0.1:1"}}]
				contexts: [{name: test, context: {cluster: test, namespace: agents}}]
				current-context: test
				""");
		assertThat(failure(Map.of("kubeconfig", kubeconfig.toString(), "namespace", "A")).getProperty())
			.isEqualTo("provisionhook.kubernetes.namespace");
	}

	@Test
	void ownerWhenApplicationNameIsNoLabelIsExplained() {
		KubernetesPropertyException failure = catchThrowableOfType(KubernetesPropertyException.class,
				() -> builder("My platform", Map.of()));
		FailureAnalysis analysis = new KubernetesPropertyFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.startsWith("Configuration property 'provisionhook.kubernetes.owner': \"My platform\" can't be the value");
		assertThat(analysis.getAction())
			.isEqualTo("Correct 'provisionhook.kubernetes.owner', or 'spring.application.name' if it is not set.");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void applicationThatFailsToStartSaysWhy(CapturedOutput output) throws IOException {
		String location = podTemplate("kind: Pod\nspec: {hostNetwrok: " + CONTENT + "}");
		SpringApplicationBuilder application = new SpringApplicationBuilder(KubernetesRuntimeAutoConfiguration.class)
			.web(WebApplicationType.NONE);
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> application.run("--provisionhook.kubernetes.templates.a.pod-template=" + location));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.kubernetes.templates.a.pod-template': URL [" + location
					+ "] has the unknown field \"spec.hostNetwrok\".")
			.contains("Correct 'provisionhook.kubernetes.templates.a.pod-template'.")
			.doesNotContain("\tat ", CONTENT);
	}

	private String podTemplate(String yaml) throws IOException {
		return "file:" + Files.writeString(this.directory.resolve("pod.yaml"), yaml);
	}

	private static Pod pod(KubernetesRuntime.Builder builder) {
		return assertThat(builder).extracting("templates.a.pod", InstanceOfAssertFactories.type(Pod.class)).actual();
	}

	private static Container container(KubernetesRuntime.Builder builder) {
		List<Container> containers = pod(builder).getSpec().getContainers();
		assertThat(containers).hasSize(1);
		return containers.get(0);
	}

	private static KubernetesPropertyException failure(Map<String, String> properties) {
		return catchThrowableOfType(KubernetesPropertyException.class, () -> mapper(properties).toRuntime(null));
	}

	private static KubernetesRuntime.Builder builder(@Nullable String applicationName, Map<String, String> properties) {
		return mapper(properties).toBuilder(applicationName);
	}

	private static KubernetesRuntimeMapper mapper(Map<String, String> properties) {
		Map<String, String> named = new HashMap<>();
		properties.forEach((name, value) -> named.put(KubernetesProperties.PREFIX + "." + name, value));
		Binder binder = new Binder(List.of(new MapConfigurationPropertySource(named)), null,
				ApplicationConversionService.getSharedInstance());
		return new KubernetesRuntimeMapper(
				binder.bindOrCreate(KubernetesProperties.PREFIX, KubernetesProperties.class));
	}

}
