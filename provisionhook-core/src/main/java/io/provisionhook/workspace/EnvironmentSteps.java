package io.provisionhook.workspace;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;

/**
 * Makes the environment of a workspace, one step after another; a failure says which.
 */
final class EnvironmentSteps {

	private final List<SecretSource> secretSources;

	private final GitIdentity gitIdentity;

	EnvironmentSteps(List<SecretSource> secretSources, GitIdentity gitIdentity) {
		this.secretSources = secretSources;
		this.gitIdentity = gitIdentity;
	}

	RunReport apply(ProvisionContext context, Env env, @Nullable Registry registry) throws ProvisioningException {
		Step.run("global secrets", env, () -> putGlobalSecrets(env));
		Step.run("workspace secrets", env, () -> putWorkspaceSecrets(context, env));
		this.gitIdentity.applyTo(env, context.request().name());
		RunReport report = (registry != null) ? runMutators(registry, context, env) : RunReport.EMPTY;
		Step.run("required variables", env, () -> requirePresent(context, env));
		return report;
	}

	private void putGlobalSecrets(Env env) throws Exception {
		for (SecretSource source : this.secretSources) {
			source.globalSecrets().forEach(env::putSecret);
		}
	}

	private void putWorkspaceSecrets(ProvisionContext context, Env env) throws Exception {
		for (SecretSource source : this.secretSources) {
			source.workspaceSecrets(context.workspaceId(), context.request()).forEach(env::putSecret);
		}
	}

	private static RunReport runMutators(Registry registry, ProvisionContext context, Env env)
			throws ProvisioningException {
		try {
			return registry.run(context, env);
		}
		catch (ProvisionhookException ex) {
			throw new ProvisioningException(ex);
		}
	}

	private static void requirePresent(ProvisionContext context, Env env) {
		List<String> missing = context.request()
			.requiredVariables()
			.stream()
			.filter((name) -> !env.containsKey(name))
			.toList();
		if (!missing.isEmpty()) {
			throw new IllegalStateException("missing " + String.join(", ", missing));
		}
	}

}
