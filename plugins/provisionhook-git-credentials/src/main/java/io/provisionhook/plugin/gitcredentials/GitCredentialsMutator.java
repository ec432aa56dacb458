package io.provisionhook.plugin.gitcredentials;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.plugin.credentialendpoint.CredentialAccess;
import io.provisionhook.plugin.credentialendpoint.WorkspaceAccess;

/**
 * Configures git in a workspace to request each credential from the host application. The
 * environment contains the URL, a token of the workspace and a credential helper, but no
 * credential. Thread-safe.
 */
final class GitCredentialsMutator implements EnvMutator, Ordered {

	static final String NAME = "git-credentials";

	private final int order;

	private final List<GitCredentialHost> hosts;

	private final @Nullable String askpass;

	private final CredentialAccess access;

	/**
	 * Create a mutator.
	 * @param order the order of the mutator
	 * @param hosts the hosts that git gets credentials for
	 * @param askpass the askpass program in the workspace; {@code null} for the
	 * credential helper
	 * @param access the access of workspaces to the endpoint
	 */
	GitCredentialsMutator(int order, List<GitCredentialHost> hosts, @Nullable String askpass, CredentialAccess access) {
		this.order = order;
		this.hosts = List.copyOf(hosts);
		this.askpass = askpass;
		this.access = access;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public SideEffects sideEffects() {
		return SideEffects.NONE_ON_PLAN;
	}

	@Override
	public List<String> dangerousVariables() {
		return List.of("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_*", "GIT_CONFIG_VALUE_*", "GIT_CONFIG_PARAMETERS",
				"GIT_ASKPASS", CredentialHelper.FUNCTION);
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) {
		List<GitCredentialHost> hosts = this.hosts.stream().filter((host) -> host.isFor(context.request())).toList();
		if (hosts.isEmpty()) {
			return;
		}
		WorkspaceAccess access = this.access.issue(context,
				hosts.stream().map(GitCredentialHost::host).collect(Collectors.toSet()));
		env.put(CredentialHelper.URL, access.url().toString());
		env.putSecret(CredentialHelper.TOKEN, access.token(), Lease.until(access.expiresAt()));
		env.put("GIT_TERMINAL_PROMPT", "0");
		if (this.askpass != null) {
			env.put("GIT_ASKPASS", this.askpass);
			// The same URLs as in the keys of the helper
			env.put(CredentialHelper.HOSTS,
					hosts.stream().map(GitCredentialHost::url).collect(Collectors.joining(" ")));
		}
		else {
			installHelper(hosts, env);
		}
	}

	private static void installHelper(List<GitCredentialHost> hosts, Env env) {
		env.put(CredentialHelper.FUNCTION, CredentialHelper.DEFINITION);
		new GitConfig(env).setHelper(CredentialHelper.COMMAND,
				hosts.stream().flatMap((host) -> host.urls().stream()).toList());
	}

}
