package io.provisionhook.runtime.process.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.provisionhook.Registry;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.workspace.SecretSource;

/**
 * Logs a warning at start-up if workspaces get variables that other processes can read.
 */
final class ProcessIsolationCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(ProcessIsolationCheck.class);

	private final ObjectProvider<ProcessRuntime> runtimes;

	private final ObjectProvider<Registry> registry;

	private final ObjectProvider<SecretSource> secretSources;

	ProcessIsolationCheck(ObjectProvider<ProcessRuntime> runtimes, ObjectProvider<Registry> registry,
			ObjectProvider<SecretSource> secretSources) {
		this.runtimes = runtimes;
		this.registry = registry;
		this.secretSources = secretSources;
	}

	@Override
	public void afterSingletonsInstantiated() {
		boolean variables = this.registry.stream().anyMatch((registry) -> registry.size() > 0)
				|| this.secretSources.stream().findAny().isPresent();
		if (variables) {
			this.runtimes.stream().map(ProcessRuntime::isolation).forEach(ProcessIsolationCheck::warn);
		}
	}

	private static void warn(ProcessRuntime.Isolation isolation) {
		switch (isolation) {
			case NONE -> warn("as the user of this application", "the others and of this application");
			case HOST -> warn("as one user", "the others");
			case WORKSPACE -> logger.debug("provisionhook: each workspace runs as a user of its own");
		}
	}

	private static void warn(String user, String victims) {
		logger.warn("provisionhook: workspaces run as processes, all " + user + ", so each can read the environment "
				+ "and the files of " + victims + ", secrets included; start containers instead, give each workspace a "
				+ "user of its own with provisionhook.process.user=300000-365535, or set "
				+ "provisionhook.process.trusted-workspaces=true if they run trusted code only");
	}

}
