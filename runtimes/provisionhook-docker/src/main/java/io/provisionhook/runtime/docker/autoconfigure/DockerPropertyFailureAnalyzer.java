package io.provisionhook.runtime.docker.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link DockerPropertyException}.
 */
final class DockerPropertyFailureAnalyzer extends AbstractFailureAnalyzer<DockerPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DockerPropertyException cause) {
		String action = "Correct '" + cause.getProperty() + "'";
		if (cause.getProperty().equals(DockerProperties.PREFIX + ".host")) {
			action += ", or the configuration of the docker command if it is not set";
		}
		return new FailureAnalysis(cause.getMessage() + ".", action + ".", cause);
	}

}
