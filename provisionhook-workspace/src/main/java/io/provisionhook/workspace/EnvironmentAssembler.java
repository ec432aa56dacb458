package io.provisionhook.workspace;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
import io.provisionhook.workspace.internal.ProvisioningException;
import io.provisionhook.workspace.internal.ProvisioningTimeline;
import io.provisionhook.workspace.internal.RedactedCall;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Assembles the environment of a workspace, step by step. A failure names the step.
 */
final class EnvironmentAssembler {

	private static final int SHOWN_MISSING = 10;

	private final List<SecretSource> secretSources;

	private final GitIdentity gitIdentity;

	private final VariableRules rules;

	private final WorkspaceRuntime runtime;

	private final TimeLimitedCalls calls;

	EnvironmentAssembler(WorkspaceHandler.Builder builder, WorkspaceRuntime runtime, TimeLimitedCalls calls,
			List<SecretSource> secretSources) {
		this.secretSources = List.copyOf(secretSources);
		this.gitIdentity = new GitIdentity(builder.gitEmailDomain);
		this.rules = builder.rules;
		this.runtime = runtime;
		this.calls = calls;
	}

	/**
	 * Put the secrets and the git identity into an environment.
	 * @param context the context of the workspace
	 * @param env the environment
	 * @param timeline the timeline of the provisioning
	 * @throws ProvisioningException if a source of secrets fails
	 */
	void putBuiltIn(ProvisionContext context, Env env, ProvisioningTimeline timeline) throws ProvisioningException {
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

	// The rules for mutators apply to sources of secrets too
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
				() -> missing(context.request(), base, env));
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
	 * Return the required variables that are missing in an environment.
	 * @param request the request of the workspace
	 * @param base the base environment
	 * @param env the environment
	 * @return the missing variables
	 */
	List<RequiredVariable> missing(WorkspaceRequest request, BaseEnvironment base, Env env) {
		return Stream
			.concat(request.requiredVariables().stream().map(RequiredVariable::of),
					this.runtime.requiredVariables(request).stream())
			.filter((required) -> !required.isIn(env.keySet()) && !required.isIn(base.unknownValues()))
			.distinct()
			.toList();
	}

	/**
	 * Gives a workspace its own identity for git, so that its commits show their author.
	 * Variables that are set already stay. Git removes angle brackets and other "crud"
	 * from a name, and refuses to commit if nothing is left.
	 */
	static final class GitIdentity {

		private static final String UNNAMED = "workspace";

		// See strbuf_addstr_without_crud() in ident.c of git
		private static final Pattern CRUD = Pattern.compile("[\\x00-\\x20.,:;<>\"\\\\']*");

		// See RFC 5321, 4.5.3.1.1
		private static final int MAX_LOCAL_PART = 64;

		private final String emailDomain;

		GitIdentity(String emailDomain) {
			this.emailDomain = emailDomain;
		}

		void applyTo(Env env, String workspaceName) {
			String email = localPart(workspaceName) + "@" + this.emailDomain;
			String name = CRUD.matcher(workspaceName).matches() ? UNNAMED : workspaceName;
			env.putIfAbsent("GIT_AUTHOR_NAME", name);
			env.putIfAbsent("GIT_AUTHOR_EMAIL", email);
			env.putIfAbsent("GIT_COMMITTER_NAME", name);
			env.putIfAbsent("GIT_COMMITTER_EMAIL", email);
		}

		private static String localPart(String workspaceName) {
			String ascii = Normalizer.normalize(workspaceName, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
			String slug = ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
			String shortened = slug.substring(0, Math.min(slug.length(), MAX_LOCAL_PART)).replaceAll("-$", "");
			return shortened.isEmpty() ? UNNAMED : shortened;
		}

	}

}
