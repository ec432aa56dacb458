package io.provisionhook.plugin.gitcredentials;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.workspace.SecretSource;

/**
 * A secret of the host application, as it would come into the environment of the
 * workspace: its own overrides a global one.
 *
 * @param name the name of the secret
 * @param sources where the application has its secrets
 * @param system what messages begin with
 * @param property where the name comes from
 */
record NamedSecret(String name, List<SecretSource> sources, String system, Property property) implements SecretValue {

	@Override
	public String get(ProvisionContext context) throws Exception {
		String value = Secret.withoutLineBreak(Objects.requireNonNullElse(find(context), ""));
		if (value.isEmpty()) {
			throw UpstreamException.ofRequest(this.system + ": there is no secret '" + this.name
					+ "', neither a global one nor one of the workspace; define it, or correct " + this.property, null);
		}
		if (!SecretValue.isOneLine(value)) {
			throw UpstreamException.ofRequest(this.system + ": the secret '" + this.name
					+ "' has a line break or another control character; correct it, or " + this.property, null);
		}
		return value;
	}

	private @Nullable String find(ProvisionContext context) throws Exception {
		String value = null;
		for (SecretSource source : this.sources) {
			value = source.globalSecrets().getOrDefault(this.name, value);
		}
		for (SecretSource source : this.sources) {
			value = source.workspaceSecrets(context.workspaceId(), context.request()).getOrDefault(this.name, value);
		}
		return value;
	}

}
