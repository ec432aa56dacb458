package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.util.Map;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link KubernetesPropertyException}.
 */
final class KubernetesPropertyFailureAnalyzer extends AbstractFailureAnalyzer<KubernetesPropertyException> {

	private static final Map<String, String> DEFAULTS = Map.of("owner", "'spring.application.name'", "kubeconfig",
			"the kubeconfig that kubectl uses", "namespace", "the namespace of the context in the kubeconfig");

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, KubernetesPropertyException cause) {
		String otherwise = DEFAULTS.get(cause.getProperty().substring(KubernetesProperties.PREFIX.length() + 1));
		String action = "Correct '" + cause.getProperty() + "'"
				+ ((otherwise != null) ? ", or " + otherwise + " if it is not set" : "");
		return new FailureAnalysis(cause.getMessage() + ".", action + ".", cause);
	}

}
