package io.provisionhook.plugin.gcpsecretmanager;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import com.google.auth.Credentials;

import io.provisionhook.ProvisionContext;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.mapping.SecretMapping;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * Creates mutators as the auto-configuration does.
 */
final class Mutators {

	private Mutators() {
	}

	static MappedSecretsMutator create(GoogleStandIn google, Map<String, String> variables) {
		return create(google.uri(), google.credentials(), variables);
	}

	static MappedSecretsMutator create(URI endpoint, Credentials credentials, Map<String, String> variables) {
		SecretNames names = new SecretNames("acme-project", null);
		SecretManagerReader reader = new SecretManagerReader(SecretManagerClients.create(credentials, endpoint, null),
				credentials, names);
		return new MappedSecretsMutator("gcp-secret-manager", 220,
				SecretMapping.parse("variables", variables, VariableRules.DEFAULT, names::check), reader,
				new UpstreamHealth());
	}

	static ProvisionContext context(Duration timeout) {
		return ProvisionContext.of("id-1", WorkspaceRequest.named("fix-login").tenant("acme").build(), timeout);
	}

}
