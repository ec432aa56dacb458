package io.provisionhook.plugin.githubappauth;

import java.util.List;

import org.springframework.core.Ordered;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.plugin.internal.upstream.Deadline;

/**
 * Gives each workspace an installation token of a GitHub App. Thread-safe.
 */
final class GitHubAppAuthMutator implements FetchingEnvMutator<InstallationToken>, Ordered {

	static final String NAME = "github-app-auth";

	private final int order;

	private final TokenRequestTemplate template;

	private final List<String> variables;

	private final InstallationTokens tokens;

	/**
	 * Create a mutator.
	 * @param order the order of the mutator
	 * @param template the template of token requests
	 * @param variables the names of the variables that get the token
	 * @param tokens the installation tokens
	 */
	GitHubAppAuthMutator(int order, TokenRequestTemplate template, List<String> variables, InstallationTokens tokens) {
		this.order = order;
		this.template = template;
		this.variables = List.copyOf(variables);
		this.tokens = tokens;
	}

	@Override
	public String name() {
		return NAME;
	}

	// GitHub creates a token for each plan
	@Override
	public SideEffects sideEffects() {
		return SideEffects.UNKNOWN;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public InstallationToken fetch(ProvisionContext context) throws Exception {
		InstallationToken token = this.tokens
			.get(this.template.expand(context), Deadline.within(InstallationTokens.SYSTEM, context.remaining()))
			.value();
		context.redact(token.value());
		return token;
	}

	@Override
	public void apply(InstallationToken token, ProvisionContext context, Env env) {
		Lease lease = Lease.until(token.expiresAt());
		this.variables.forEach((variable) -> env.putSecret(variable, token.value(), lease));
	}

}
