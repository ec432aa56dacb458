package io.provisionhook.runtime.kubernetes.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link KubernetesPropertyException}.
 */
final class KubernetesPropertyFailureAnalyzer extends AbstractFailureAnalyzer<KubernetesPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, KubernetesPropertyException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", "Correct '" + cause.getProperty() + "'.", cause);
	}

}
