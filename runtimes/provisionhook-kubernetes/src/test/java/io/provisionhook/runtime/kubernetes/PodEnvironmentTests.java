package io.provisionhook.runtime.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.VariableRules;
import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the variables that the program in a Pod gets.
 */
@ExtendWith(KubernetesClusterExtension.class)
class PodEnvironmentTests {

	// A shell would drop names that it can't use
	private static final String[] DUMP = { "base64", "-w0", "/proc/self/environ" };

	private final TestNamespace namespace;

	private final String id = Pods.id();

	PodEnvironmentTests(TestNamespace namespace) {
		this.namespace = namespace;
	}

	@AfterEach
	void removePods() {
		Pods.removeAll(this.namespace);
	}

	@Test
	void valuesArriveByteForByte() throws Exception {
		Map<String, String> values = new LinkedHashMap<>();
		List.of("", "A=B=C", "one\ntwo\n", "one\r\ntwo\r\n", "\uFEFFbom", "$(PLAIN)", "$$(PLAIN)", "${PLAIN}", "$$",
				"$", "'single' \"double\"", "back\\slash\\n", "\uD83D\uDE00 \u00FC \u4E2D", " blanks ", "\t")
			.forEach((value) -> values.put("VALUE_" + values.size(), value));
		values.put("PLAIN", "plain");
		values.put("dotted.name-with_all", "x");
		assertThat(environmentOf(dump(), values)).containsAllEntriesOf(values);
	}

	@Test
	void largestVariableArrives() throws Exception {
		String value = "x".repeat(VariableRules.MAX_VARIABLE_SIZE - "BIG=".length());
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "echo ${#BIG}").build()) {
			Pods.exit(runtime.start(Pods.launch(this.id, 1, Map.of("BIG", value))));
			assertThat(Pods.output(runtime, this.id)).isEqualTo(value.length() + "\n");
		}
	}

	@Test
	void moreThanASecretHoldsArrivesInSeveral() throws Exception {
		Map<String, String> values = IntStream.range(0, 15)
			.boxed()
			.collect(Collectors.toMap((i) -> "BIG_" + i, (i) -> String.valueOf(i % 10).repeat(100_000)));
		String script = "n=0; for i in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do eval \"v=\\$BIG_$i\"; n=$((n + ${#v})); done;"
				+ " echo $n";
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, script).build()) {
			Pods.exit(runtime.start(Pods.launch(this.id, 1, values)));
			assertThat(Pods.output(runtime, this.id)).isEqualTo("1500000\n");
		}
		assertThat(PodLabels.secrets(onlyPod().getMetadata())).hasSize(2);
	}

	@Test
	void asManyVariablesAsAllowedArrive() throws Exception {
		String name = "A_NAME_AS_LONG_AS_FEW_ARE_".repeat(4) + "LONGER__";
		Map<String, String> values = IntStream.range(0, PodVariables.MAX_VARIABLES)
			.boxed()
			.collect(Collectors.toMap((i) -> name + i, String::valueOf));
		try (KubernetesRuntime runtime = Pods.shell(this.namespace, "env | grep -c ^A_NAME_AS").build()) {
			Pods.exit(runtime.start(Pods.launch(this.id, 1, values)));
			assertThat(Pods.output(runtime, this.id)).isEqualTo(PodVariables.MAX_VARIABLES + "\n");
		}
	}

	@Test
	void moreVariablesThanAllowedAreRefused() {
		Map<String, String> values = IntStream.rangeClosed(0, PodVariables.MAX_VARIABLES)
			.boxed()
			.collect(Collectors.toMap((i) -> "V" + i, String::valueOf));
		assertRefused(values, "a Pod can have up to 2500 variables, but there are 2501");
	}

	@Test
	void longerNamesThanAllowedAreRefused() {
		Map<String, String> values = IntStream.range(0, 300)
			.boxed()
			.collect(Collectors.toMap((i) -> "V" + i + "_".repeat(1020), String::valueOf));
		assertRefused(values,
				"the names of the variables of a Pod can have up to 300000 characters in all, but they have 307090");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0a", ":", "/a", "a:a", "ä", "a b" })
	void nameThatKubernetesRefusesIsRefusedBefore(String name) {
		assertRefused(Map.of(name, "x"), "Kubernetes takes no variable named \"" + name
				+ "\"; letters, digits, \"-\", \"_\" and \".\" are possible, with no digit at the start");
	}

	@Test
	void variableThatImageSetsCanBeOverridden() throws Exception {
		Pod pod = dump();
		assertThat(environmentOf(pod, Map.of())).containsEntry("IMAGE_VARIABLE", "from-image");
		assertThat(environmentOf(pod, Map.of("IMAGE_VARIABLE", "mine"))).containsEntry("IMAGE_VARIABLE", "mine");
	}

	@Test
	void variableThatImageSetsCannotBeRemoved() {
		PodSettings settings = PodSettings.of(dump()).withBase(Map.of("PATH", "/bin", "IMAGE_VARIABLE", "from-image"));
		try (KubernetesRuntime runtime = Pods.on(this.namespace, settings).build()) {
			assertThatExceptionOfType(KubernetesException.class)
				.isThrownBy(() -> runtime.start(Pods.launch(this.id, 1, Map.of("PATH", "/bin"))))
				.withMessage("Kubernetes can't remove variables that the image sets: \"IMAGE_VARIABLE\"; set them to"
						+ " an empty value instead");
		}
		this.namespace.awaitEmpty();
	}

	@Test
	void variableOfTemplateIsKeptOverriddenOrRemoved() throws Exception {
		Pod pod = dump();
		pod.getSpec()
			.getContainers()
			.get(0)
			.setEnv(List.of(new EnvVar("KEPT", "template", null), new EnvVar("OVERRIDDEN", "template", null),
					new EnvVar("REMOVED", "template", null), new EnvVar("REFERS", "<$(OVERRIDDEN)>", null)));
		PodSettings settings = PodSettings.of(pod);
		assertThat(settings.baseEnvironment("default").values()).containsOnlyKeys("KEPT", "OVERRIDDEN", "REMOVED");
		assertThat(settings.baseEnvironment("default").unknownValues()).containsExactly("REFERS");
		assertThat(environmentOf(pod, Map.of("KEPT", "template", "OVERRIDDEN", "mine")))
			.containsEntry("KEPT", "template")
			.containsEntry("OVERRIDDEN", "mine")
			.containsEntry("REFERS", "<mine>")
			.doesNotContainKey("REMOVED");
	}

	@Test
	void servicesDoNotFloodTheEnvironmentEvenIfTemplateSaysSo() throws Exception {
		this.namespace.client()
			.services()
			.inNamespace(this.namespace.name())
			.resource(new ServiceBuilder().withNewMetadata()
				.withName("flood")
				.endMetadata()
				.withNewSpec()
				.addNewPort()
				.withPort(80)
				.endPort()
				.endSpec()
				.build())
			.create();
		Pod pod = dump();
		pod.getSpec().setEnableServiceLinks(true);
		assertThat(environmentOf(pod, Map.of()).keySet()).noneMatch((name) -> name.startsWith("FLOOD"));
	}

	private Pod dump() {
		Pod pod = Pods.pod(this.namespace.image(), "");
		pod.getSpec().getContainers().get(0).setCommand(List.of(DUMP));
		return pod;
	}

	private Map<String, String> environmentOf(Pod pod, Map<String, String> values) throws Exception {
		try (KubernetesRuntime runtime = Pods.on(this.namespace, PodSettings.of(pod)).build()) {
			String workspaceId = Pods.id();
			Pods.exit(runtime.start(Pods.launch(workspaceId, 1, values)));
			byte[] environment = Base64.getDecoder().decode(Pods.output(runtime, workspaceId).strip());
			Map<String, String> found = new LinkedHashMap<>();
			for (String variable : new String(environment, StandardCharsets.UTF_8).split("\0", -1)) {
				int equals = variable.indexOf('=');
				if (equals > 0) {
					found.put(variable.substring(0, equals), variable.substring(equals + 1));
				}
			}
			return found;
		}
	}

	private void assertRefused(Map<String, String> values, String message) {
		try (KubernetesRuntime runtime = Pods.on(this.namespace, PodSettings.of(dump())).build()) {
			assertThatExceptionOfType(KubernetesException.class)
				.isThrownBy(() -> runtime.start(Pods.launch(this.id, 1, values)))
				.withMessage(message);
		}
		this.namespace.awaitEmpty();
	}

	private Pod onlyPod() {
		List<Pod> pods = this.namespace.client().pods().inNamespace(this.namespace.name()).list().getItems();
		assertThat(pods).hasSize(1);
		return pods.get(0);
	}

}
