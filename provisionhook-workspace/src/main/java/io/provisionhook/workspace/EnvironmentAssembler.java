package io.provisionhook.workspace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;
import io.provisionhook.RequiredVariable;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.ProvisioningStep.Kind;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Makes the environment of a workspace, one step after another; a failure says which.
 */
final class EnvironmentAssembler {

	private static final int SHOWN_MISSING = 10;

	private final List<SecretSource> secretSources;

	private final GitIdentity gitIdentity;

	private final VariableRules rules;

	private final WorkspaceRuntime runtime;

	private final TimeLimitedCalls calls;

	EnvironmentAssembler(WorkspaceHandlerBuilder builder, WorkspaceRuntime runtime, TimeLimitedCalls calls,
			List<SecretSource> secretSources) {
		this.secretSources = List.copyOf(secretSources);
		this.gitIdentity = new GitIdentity(builder.gitEmailDomain);
		this.rules = builder.rules;
		this.runtime = runtime;
		this.calls = calls;
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
		RedactedCall.run("global secrets", env, () -> putGlobalSecrets(secrets, timeline));
		RedactedCall.run("workspace secrets", env, () -> putWorkspaceSecrets(context, secrets, timeline));
		timeline.begin(Kind.GIT_IDENTITY, "git identity");
		this.gitIdentity.applyTo(env.writtenBy("git-identity"), context.request().name());
	}

	private void putGlobalSecrets(Env env, ProvisioningTimeline timeline) throws Exception {
		for (SecretSource source : this.secretSources) {
			timeline.begin(Kind.SECRETS, "global secrets of " + PrintableText.nameOf(source.getClass()));
			putSecrets(source, "globalSecrets", source::globalSecrets, env);
		}
	}

	private void putWorkspaceSecrets(ProvisionContext context, Env env, ProvisioningTimeline timeline)
			throws Exception {
		for (SecretSource source : this.secretSources) {
			timeline.begin(Kind.SECRETS, "workspace secrets of " + PrintableText.nameOf(source.getClass()));
			putSecrets(source, "workspaceSecrets",
					() -> source.workspaceSecrets(context.workspaceId(), context.request()), env);
		}
	}

	// Unlike the platform itself, a source may set only what a mutator may
	private void putSecrets(SecretSource source, String method, Callable<Map<String, String>> secrets, Env env)
			throws Exception {
		Map<String, String> copy = this.calls.step(source,
				() -> new LinkedHashMap<>(TimeLimitedCalls.required(source, method, secrets.call())));
		copy.forEach((name, value) -> {
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

	void requirePresent(ProvisionContext context, BaseEnvironment base, Env env, ProvisioningTimeline timeline)
			throws ProvisioningException {
		timeline.begin(Kind.REQUIRED_VARIABLES, "required variables");
		List<RequiredVariable> missing = RedactedCall.call("required variables", env,
				() -> absent(context.request(), base, env));
		if (!missing.isEmpty()) {
			int more = missing.size() - SHOWN_MISSING;
			String gap = base.incompleteReason();
			IllegalStateException failure = new IllegalStateException("missing "
					+ missing.stream()
						.limit(SHOWN_MISSING)
						.map(RequiredVariable::toString)
						.collect(Collectors.joining(", "))
					+ ((more > 0) ? " and " + more + " more" : "") + ((gap != null)
							? ": nobody has set " + ((missing.size() > 1) ? "them" : "it") + ", and " + gap : ""));
			throw new ProvisioningException("required variables", failure, env.redactor());
		}
	}

	/**
	 * Return the required variables that a workspace would not have.
	 * @param request what the workspace was created by
	 * @param base what it starts from
	 * @param env its environment
	 * @return those of which it has none
	 */
	List<RequiredVariable> absent(WorkspaceRequest request, BaseEnvironment base, Env env) {
		return Stream
			.concat(request.requiredVariables().stream().map(RequiredVariable::of),
					this.runtime.requiredVariables(request).stream())
			.filter((required) -> !required.isIn(env.keySet()) && !required.isIn(base.unknownValues()))
			.distinct()
			.toList();
	}

}
