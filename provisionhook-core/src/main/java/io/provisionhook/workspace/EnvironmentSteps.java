package io.provisionhook.workspace;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.PrintableText;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.ProvisioningStep.Kind;
import io.provisionhook.Registry;
import io.provisionhook.VariableRules;

/**
 * Makes the environment of a workspace, one step after another; a failure says which.
 */
final class EnvironmentSteps {

	private static final int SHOWN_MISSING = 10;

	private final List<SecretSource> secretSources;

	private final GitIdentity gitIdentity;

	private final VariableRules rules;

	EnvironmentSteps(List<SecretSource> secretSources, GitIdentity gitIdentity, VariableRules rules) {
		this.secretSources = secretSources;
		this.gitIdentity = gitIdentity;
		this.rules = rules;
	}

	/**
	 * Put what is built in.
	 * @param context what is known about the workspace
	 * @param env the environment
	 * @param timeline the timeline of the provisioning
	 * @throws ProvisioningException if a source of secrets fails
	 */
	void begin(ProvisionContext context, Env env, ProvisioningTimeline timeline) throws ProvisioningException {
		Env secrets = env.writtenBy("secrets");
		Step.run("global secrets", env, () -> putGlobalSecrets(secrets, timeline));
		Step.run("workspace secrets", env, () -> putWorkspaceSecrets(context, secrets, timeline));
		timeline.begin(Kind.GIT_IDENTITY, "git identity");
		this.gitIdentity.applyTo(env.writtenBy("git-identity"), context.request().name());
	}

	private void putGlobalSecrets(Env env, ProvisioningTimeline timeline) throws Exception {
		for (SecretSource source : this.secretSources) {
			timeline.begin(Kind.SECRETS, "global secrets of " + PrintableText.nameOf(source.getClass()));
			putSecrets(source.globalSecrets(), env);
		}
	}

	private void putWorkspaceSecrets(ProvisionContext context, Env env, ProvisioningTimeline timeline)
			throws Exception {
		for (SecretSource source : this.secretSources) {
			timeline.begin(Kind.SECRETS, "workspace secrets of " + PrintableText.nameOf(source.getClass()));
			putSecrets(source.workspaceSecrets(context.workspaceId(), context.request()), env);
		}
	}

	// Unlike the platform itself, a source may set only what a mutator may
	private void putSecrets(Map<String, String> secrets, Env env) {
		secrets.forEach((name, value) -> {
			env.putSecret(name, value);
			this.rules.requireWritable(name, value);
		});
	}

	void runMutators(@Nullable Registry registry, ProvisionContext context, Env env, ProvisioningTimeline timeline)
			throws ProvisioningException {
		if (registry != null) {
			timeline.begin(Kind.MUTATORS, "mutators");
			try {
				timeline.add(registry.run(context, env));
			}
			catch (ProvisionhookException ex) {
				timeline.add(ex.getReport());
				throw new ProvisioningException(ex);
			}
		}
	}

	void requirePresent(ProvisionContext context, Env env, ProvisioningTimeline timeline) throws ProvisioningException {
		timeline.begin(Kind.REQUIRED_VARIABLES, "required variables");
		List<String> missing = absent(context, env);
		if (!missing.isEmpty()) {
			int more = missing.size() - SHOWN_MISSING;
			IllegalStateException failure = new IllegalStateException(
					"missing " + missing.stream().limit(SHOWN_MISSING).collect(Collectors.joining(", "))
							+ ((more > 0) ? " and " + more + " more" : ""));
			throw new ProvisioningException("required variables", failure, env.redactor());
		}
	}

	static List<String> absent(ProvisionContext context, Env env) {
		return context.request().requiredVariables().stream().filter((name) -> !env.containsKey(name)).toList();
	}

}
