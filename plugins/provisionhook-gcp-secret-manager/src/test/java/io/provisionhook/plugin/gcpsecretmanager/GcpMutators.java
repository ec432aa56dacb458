package io.provisionhook.plugin.gcpsecretmanager;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.mapping.SecretMapping;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Creates mutators as the auto-configuration does; they try again without waiting.
 */
final class GcpMutators {

	private static final RetrySettings RETRY_AT_ONCE = GcpClientFactory.RETRIES.toBuilder()
		.setInitialRetryDelayDuration(Duration.ofMillis(1))
		.setMaxRetryDelayDuration(Duration.ofMillis(1))
		.build();

	private GcpMutators() {
	}

	static MappedSecretsMutator create(GoogleStandIn google, Map<String, String> variables) {
		return create(google.uri(), google.credentials(), variables);
	}

	static MappedSecretsMutator create(URI endpoint, Credentials credentials, Map<String, String> variables) {
		return create(reader(endpoint, credentials,
				(context) -> Deadline.within("Google Secret Manager", context.remaining())), variables);
	}

	static MappedSecretsMutator create(GcpSecretReader reader, Map<String, String> variables) {
		return new MappedSecretsMutator("gcp-secret-manager", 220, SideEffects.NONE,
				SecretMapping.parse("variables", variables, VariableRules.DEFAULT, reader.names()::check), reader,
				new UpstreamHealth());
	}

	static GcpSecretReader reader(URI endpoint, Credentials credentials,
			Function<ProvisionContext, Deadline> deadlines) {
		return new GcpSecretReader(GcpClientFactory.create(credentials, endpoint, null), credentials,
				new GcpSecretNames("acme-project", null), RETRY_AT_ONCE, deadlines);
	}

	/**
	 * Return what variables get.
	 * @param mutator the mutator
	 * @param context the context of the workspace
	 * @return the values by variable name
	 * @throws Exception if it fails
	 */
	static Map<String, String> values(MappedSecretsMutator mutator, ProvisionContext context) throws Exception {
		Env env = Env.of(Map.of());
		mutator.mutateEnv(context, env);
		return env;
	}

	static ProvisionContext context(Duration timeout) {
		return ProvisionContext.of("id-1", WorkspaceRequest.named("fix-login").tenant("acme").build(), timeout);
	}

}
