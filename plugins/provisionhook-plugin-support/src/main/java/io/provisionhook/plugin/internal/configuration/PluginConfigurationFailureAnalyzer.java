package io.provisionhook.plugin.internal.configuration;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a {@link PluginConfigurationException}.
 */
final class PluginConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<PluginConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PluginConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getAction(), cause);
	}

}
