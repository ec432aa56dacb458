package io.provisionhook.runtime.process.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

import io.provisionhook.Registry;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.workspace.SecretSource;

/**
 * Auto-configuration for a warning if processes can read the secrets of each other.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProcessRuntimeAutoConfiguration.class,
		afterName = "io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration")
@ConditionalOnBean(ProcessRuntime.class)
@ConditionalOnBooleanProperty(name = "provisionhook.process.trusted-workspaces", havingValue = false,
		matchIfMissing = true)
public final class ProcessIsolationAutoConfiguration {

	@Bean
	ProcessIsolationCheck provisionhookProcessIsolationCheck(ObjectProvider<ProcessRuntime> runtimes,
			ObjectProvider<Registry> registry, ObjectProvider<SecretSource> secretSources) {
		return new ProcessIsolationCheck(runtimes, registry, secretSources);
	}

}
