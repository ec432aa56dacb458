package io.provisionhook.plugin.vaultsecrets;

import java.util.List;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Stands in for Vault on a real socket. It answers requests that have the token, and
 * those alone; what was not foreseen is not found.
 */
final class VaultServer implements BeforeEachCallback, AfterEachCallback {

	static final String TOKEN = "hvs.marked-host-token";

	private final WireMockServer server = new WireMockServer(
			WireMockConfiguration.options().bindAddress("localhost").dynamicPort());

	@Override
	public void beforeEach(ExtensionContext context) {
		start();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		stop();
	}

	void start() {
		this.server.start();
		answer(get("auth/token/lookup-self"), 200, "{\"data\": {\"ttl\": 0, \"renewable\": false}}");
	}

	void stop() {
		this.server.stop();
	}

	String uri() {
		return "http://localhost:" + this.server.port();
	}

	static MappingBuilder get(String path) {
		return get(path, TOKEN);
	}

	static MappingBuilder get(String path, String token) {
		return withToken(WireMock.get(WireMock.urlEqualTo("/v1/" + path)), token);
	}

	static MappingBuilder post(String path) {
		return withToken(WireMock.post(WireMock.urlEqualTo("/v1/" + path)), TOKEN);
	}

	static MappingBuilder login(String path, String body) {
		return WireMock.post(WireMock.urlEqualTo("/v1/" + path))
			.withHeader("Content-Type", WireMock.containing("application/json"))
			.withHeader("X-Vault-Token", WireMock.absent())
			.withRequestBody(WireMock.equalToJson(body));
	}

	private static MappingBuilder withToken(MappingBuilder request, String token) {
		return request.withHeader("X-Vault-Token", WireMock.equalTo(token))
			.withHeader("X-Vault-Request", WireMock.equalTo("true"));
	}

	void answer(MappingBuilder request, int status, String json) {
		this.server.stubFor(request.willReturn(
				WireMock.aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(json)));
	}

	void stub(MappingBuilder request) {
		this.server.stubFor(request);
	}

	/**
	 * Have a secrets engine mounted, for any token.
	 * @param path its path with a slash at the end
	 * @param type its type
	 * @param options its options as JSON
	 */
	void mount(String path, String type, String options) {
		answer(WireMock.get(WireMock.urlPathMatching("/v1/sys/internal/ui/mounts/" + path + ".*")), 200,
				"{\"data\": {\"path\": \"%s\", \"type\": \"%s\", \"options\": %s}}".formatted(path, type, options));
	}

	void mountKv1(String path) {
		mount(path, "kv", "{\"version\": \"1\"}");
	}

	void mountKv2(String path) {
		mount(path, "kv", "{\"version\": \"2\"}");
	}

	void secret(String path, String data) {
		answer(get(path), 200, data(data));
	}

	void versionedSecret(String path, String data) {
		answer(get(path), 200, versioned(data));
	}

	static String data(String data) {
		return """
				{"request_id": "r-1", "lease_id": "", "renewable": false, "lease_duration": 2764800, "data": %s}"""
			.formatted(data);
	}

	static String versioned(String data) {
		return data("""
				{"data": %s, "metadata": {"deletion_time": "", "destroyed": false, "version": 4}}""".formatted(data));
	}

	static String leased(String leaseId, int seconds, boolean renewable, String data) {
		return """
				{"lease_id": "%s", "renewable": %s, "lease_duration": %d, "data": %s}""".formatted(leaseId, renewable,
				seconds, data);
	}

	static String tokenOf(String token, int seconds, boolean renewable) {
		return """
				{"auth": {"client_token": "%s", "accessor": "a-1", "token_type": "service", "lease_duration": %d,
				"renewable": %s}}""".formatted(token, seconds, renewable);
	}

	void verify(int count, RequestPatternBuilder request) {
		this.server.verify(count, request);
	}

	int count(String path) {
		return requests(path).size();
	}

	List<LoggedRequest> requests(String path) {
		return this.server.findAll(WireMock.anyRequestedFor(WireMock.urlPathEqualTo("/v1/" + path)));
	}

	Stream<LoggedRequest> requests() {
		return this.server.findAll(WireMock.anyRequestedFor(WireMock.anyUrl())).stream();
	}

}
