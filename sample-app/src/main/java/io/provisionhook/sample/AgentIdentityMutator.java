package io.provisionhook.sample;

import java.util.Map;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;

/**
 * Lets the commits of a workspace name its agent's role as their author, instead of the
 * workspace.
 */
@Component
@Order(150)
final class AgentIdentityMutator implements EnvMutator {

	private final Map<String, String> authors;

	AgentIdentityMutator(SampleProperties properties) {
		this.authors = properties.roles();
	}

	@Override
	public String name() {
		return "agent-identity";
	}

	@Override
	public SideEffects sideEffects() {
		return SideEffects.NONE;
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) {
		String role = context.request().role();
		String author = (role != null) ? this.authors.get(role) : null;
		if (author != null) {
			env.put("GIT_AUTHOR_NAME", author);
		}
	}

}
