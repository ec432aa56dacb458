package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.github.tomakehurst.wiremock.client.WireMock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.test.FetchingEnvMutatorContract;

/**
 * Holds the mutator to the contract of all mutators.
 */
class VaultSecretsMutatorContractTests extends FetchingEnvMutatorContract {

	private static final String SECRET_ID = "marked-secret-id";

	private static final String LEASE = "marked-lease";

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	private final List<VaultPlugin> plugins = new ArrayList<>();

	private ServerSocket silent;

	private String uri;

	@BeforeEach
	void answer() throws IOException {
		this.silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
		this.uri = SERVER.uri();
		SERVER.answer(
				VaultServer.login("auth/approle/login",
						"{\"role_id\": \"role-1\", \"secret_id\": \"" + SECRET_ID + "\"}"),
				200, VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		SERVER.mountKv2("secret/");
		SERVER.mount("database/", "database", "null");
		SERVER.stub(WireMock.get(WireMock.urlPathMatching("/v1/secret/data/workspace-[0-9]+"))
			.withHeader("X-Vault-Token", WireMock.equalTo(VaultServer.TOKEN))
			.willReturn(WireMock.okJson(VaultServer.versioned("{\"key\": \"marked-api-key\"}"))));
		SERVER.answer(VaultServer.get("database/creds/agent"), 200,
				VaultServer.leased("database/creds/agent/" + LEASE, 3600, true, """
						{"username": "v-marked-user", "password": "marked-password"}"""));
	}

	@AfterEach
	void close() throws IOException {
		this.silent.close();
		this.plugins.forEach(VaultPlugin::close);
	}

	@Override
	protected EnvMutator createMutator() {
		VaultPlugin plugin = VaultPlugin.of(this.uri, "authentication.app-role.role-id", "role-1",
				"authentication.app-role.secret-id", SECRET_ID, "variables.API_KEY", "secret/{name}#key",
				"variables.DB_USER", "database/creds/agent#username", "variables.DB_PASSWORD",
				"database/creds/agent#password");
		this.plugins.add(plugin);
		return plugin.mutator();
	}

	@Override
	protected Collection<String> secrets() {
		return List.of(SECRET_ID, LEASE, VaultServer.TOKEN, "marked-password", "marked-api-key");
	}

	@Override
	protected void makeBackendFail() {
		SERVER.answer(WireMock.any(WireMock.anyUrl()), 500,
				"{\"errors\": [\"%s, %s, %s\"]}".formatted(SECRET_ID, VaultServer.TOKEN, "marked-password"));
	}

	@Override
	protected void makeBackendHang() {
		this.uri = "http://localhost:" + this.silent.getLocalPort();
	}

}
