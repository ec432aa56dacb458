package com.example.artifacts;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;

import org.springframework.core.Ordered;

/**
 * Gives a workspace a token of its own for the artifact server.
 */
final class ArtifactTokenMutator implements FetchingEnvMutator<ArtifactToken>, Ordered {

	private final ArtifactServer server;

	private final int order;

	ArtifactTokenMutator(ArtifactServer server, int order) {
		this.server = server;
		this.order = order;
	}

	@Override
	public String name() {
		return "artifact-token";
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public ArtifactToken fetch(ProvisionContext context) throws ArtifactServerException, InterruptedException {
		ArtifactToken token = this.server.createToken(context.request().name(), context.remaining());
		context.redact(token.value());
		return token;
	}

	@Override
	public void apply(ArtifactToken token, ProvisionContext context, Env env) {
		env.put("ARTIFACTS_URL", this.server.url().toString());
		env.putSecret("ARTIFACTS_TOKEN", token.value(), Lease.until(token.expiresAt()));
	}

}
