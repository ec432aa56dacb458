package io.provisionhook.plugin.vaultsecrets;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.provisionhook.EnvMutator;
import io.provisionhook.VariableRules;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.mapping.SecretMapping;
import io.provisionhook.plugin.upstream.UpstreamHealth;
import io.provisionhook.test.MutatorRun;

/**
 * The plugin, put together as the auto-configuration does.
 */
final class VaultPlugin implements AutoCloseable {

	static final WorkspaceRequest REQUEST = WorkspaceRequest.named("fix-login").tenant("acme").build();

	final UpstreamHealth health = new UpstreamHealth();

	final VaultConnection connection;

	final VaultLeases leases;

	final MappedSecretsMutator mutator;

	private VaultPlugin(VaultSecretsProperties properties) {
		this.connection = new VaultConnection(properties, null);
		this.leases = new VaultLeases(new LeaseCalls(this.connection.client(), this.health), this.connection.timer());
		SecretMapping mapping = SecretMapping.parse(VaultSecretsAutoConfiguration.VARIABLES, properties.variables(),
				VariableRules.DEFAULT, VaultReferences::check);
		this.mutator = new MappedSecretsMutator(VaultSecretsAutoConfiguration.NAME, properties.order(), mapping,
				new VaultSecretReader(this.connection.client(), this.leases::of), this.health);
	}

	/**
	 * Create the plugin of an operator.
	 * @param uri where Vault is
	 * @param settings keys and values of properties
	 * @return the plugin
	 */
	static VaultPlugin of(String uri, String... settings) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("provisionhook.vault-secrets.uri", uri);
		for (int i = 0; i < settings.length; i += 2) {
			properties.put("provisionhook.vault-secrets." + settings[i], settings[i + 1]);
		}
		return new VaultPlugin(new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate("provisionhook.vault-secrets", VaultSecretsProperties.class));
	}

	/**
	 * Create the plugin of an operator who has set a token.
	 * @param server the server
	 * @param settings keys and values of further properties
	 * @return the plugin
	 */
	static VaultPlugin of(VaultServer server, String... settings) {
		String[] all = new String[settings.length + 2];
		all[0] = "authentication.token";
		all[1] = VaultServer.TOKEN;
		System.arraycopy(settings, 0, all, 2, settings.length);
		return of(server.uri(), all);
	}

	EnvMutator mutator() {
		return this.mutator;
	}

	MutatorRun run() {
		return run(REQUEST);
	}

	MutatorRun run(WorkspaceRequest request) {
		return MutatorRun.of(this.mutator).workspaceId("w-1").request(request).run();
	}

	@Override
	public void close() {
		this.leases.close();
		this.connection.close();
	}

}
