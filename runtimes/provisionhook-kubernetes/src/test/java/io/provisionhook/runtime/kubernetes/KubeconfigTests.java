package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of kubeconfigs and settings that can't be used. No message quotes a file.
 */
class KubeconfigTests {

	@TempDir
	private Path folder;

	@Test
	void contextThatIsMissingIsRefused() {
		KubernetesRuntime.Builder builder = KubernetesRuntime.builder()
			.kubeconfig(Kubeconfigs.of("http://localhost:1"))
			.context("prod");
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("the kubeconfig has no context \"prod\"");
		builder.context("test").build().close();
	}

	@Test
	void fileThatIsMissingIsRefused() {
		Path missing = this.folder.resolve("missing");
		assertThatIllegalArgumentException().isThrownBy(() -> KubernetesRuntime.builder().kubeconfig(missing).build())
			.withMessage("\"" + missing + "\" is not a kubeconfig that can be read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "geheim", "[geheim]", "users: geheim", "{geheim", "a: 1\na: 2\n", "- geheim: 1" })
	void fileThatIsNoKubeconfigIsRefused(String content) throws IOException {
		Path file = Files.writeString(this.folder.resolve("config"), content);
		assertThatIllegalArgumentException().isThrownBy(() -> KubernetesRuntime.builder().kubeconfig(file).build())
			.satisfies((ex) -> assertThat(ex.getMessage()).isIn("the kubeconfig is invalid",
					"the kubeconfig has no current context"))
			.withNoCause();
	}

	@Test
	void namespaceThatIsInvalidIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> KubernetesRuntime.builder().namespace("Agents"))
			.withMessageStartingWith("\"Agents\" can't be the name of a namespace");
		assertThatIllegalArgumentException().isThrownBy(() -> KubernetesRuntime.builder().namespace("agents-{user}"))
			.withMessage("Namespace \"agents-{user}\" has the unknown placeholder {user}; there are {tenant}, {role}"
					+ " and {template}");
	}

	@Test
	void labelOfOursInATemplateIsRefused() {
		PodBuilder pod = new PodBuilder().withNewMetadata()
			.withLabels(Map.of("provisionhook.io/tenant", "acme"))
			.endMetadata();
		assertThatIllegalArgumentException().isThrownBy(() -> PodSettings.of(pod.build()))
			.withMessage("\"provisionhook.io/tenant\" must not begin with provisionhook.io/");
	}

}
