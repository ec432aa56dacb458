package io.provisionhook.plugin.vaultsecrets;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.mapping.SecretMapping;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.test.MutatorRun;

/**
 * The plugin, put together as the auto-configuration does.
 */
final class VaultPlugin implements AutoCloseable {

	static final WorkspaceRequest REQUEST = WorkspaceRequest.named("fix-login").tenant("acme").build();

	final UpstreamHealth health = new UpstreamHealth();

	final VaultConnection connection;

	final LeaseManager leases;

	final MappedSecretsMutator mutator;

	private VaultPlugin(VaultSecretsProperties properties, @Nullable VaultScheduler scheduler,
			Function<ProvisionContext, CallContext> callContexts) {
		this.connection = (scheduler != null) ? new VaultConnection(properties, null, scheduler)
				: new VaultConnection(properties, null);
		this.leases = new LeaseManager(new LeaseClient(this.connection.client(), this.health),
				this.connection.scheduler(), () -> false);
		SecretMapping mapping = SecretMapping.parse(VaultSecretsAutoConfiguration.VARIABLES, properties.variables(),
				VariableRules.DEFAULT, VaultReferenceValidator::validate);
		this.mutator = new MappedSecretsMutator(VaultSecretsAutoConfiguration.NAME, properties.order(),
				properties.authentication().sideEffects(), mapping,
				new VaultSecretReader(this.connection.client(), this.leases::of, callContexts), this.health);
	}

	/**
	 * Create the plugin of an operator.
	 * @param uri where Vault is
	 * @param settings keys and values of properties
	 * @return the plugin
	 */
	static VaultPlugin of(String uri, String... settings) {
		return new VaultPlugin(bind(uri, settings), null, CallContext::of);
	}

	/**
	 * Create the plugin of an operator, with another scheduler.
	 * @param scheduler the scheduler
	 * @param uri where Vault is
	 * @param settings keys and values of properties
	 * @return the plugin
	 */
	static VaultPlugin of(VaultScheduler scheduler, String uri, String... settings) {
		return new VaultPlugin(bind(uri, settings), scheduler, CallContext::of);
	}

	/**
	 * Create the plugin of an operator, with other deadlines.
	 * @param callContexts return the context of the calls for a workspace
	 * @param uri where Vault is
	 * @param settings keys and values of properties
	 * @return the plugin
	 */
	static VaultPlugin of(Function<ProvisionContext, CallContext> callContexts, String uri, String... settings) {
		return new VaultPlugin(bind(uri, settings), null, callContexts);
	}

	private static VaultSecretsProperties bind(String uri, String... settings) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("provisionhook.vault-secrets.uri", uri);
		for (int i = 0; i < settings.length; i += 2) {
			properties.put("provisionhook.vault-secrets." + settings[i], settings[i + 1]);
		}
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("provisionhook.vault-secrets",
				VaultSecretsProperties.class);
	}

	/**
	 * Create the plugin of an operator who has set a token.
	 * @param server the server
	 * @param settings keys and values of further properties
	 * @return the plugin
	 */
	static VaultPlugin of(VaultServer server, String... settings) {
		return of(server.uri(), withToken(settings));
	}

	static String[] withToken(String... settings) {
		String[] all = new String[settings.length + 2];
		all[0] = "authentication.token";
		all[1] = VaultServer.TOKEN;
		System.arraycopy(settings, 0, all, 2, settings.length);
		return all;
	}

	EnvMutator mutator() {
		return this.mutator;
	}

	MutatorRun run() {
		return run(REQUEST);
	}

	MutatorRun run(WorkspaceRequest request) {
		return MutatorRun.builder(this.mutator).workspaceId("w-1").request(request).run();
	}

	@Override
	public void close() {
		this.leases.close();
		this.connection.close();
	}

}
