package io.provisionhook.plugin.awssecretsmanager;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands in for Secrets Manager on a real socket. It is as strict as AWS: a request that
 * is not signed by the expected key is refused, whatever it asks for.
 */
final class SecretsManagerStandIn implements ResponseDefinitionTransformerV2, AutoCloseable {

	static final SigV4Verifier SIGNER = new SigV4Verifier("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
			null, "eu-central-1", "secretsmanager");

	static final String REQUEST_ID = "c0ffee00-0000-4000-8000-000000000001";

	private static final String NAME = "secrets-manager";

	private static final String UNANSWERED = "unanswered";

	private static final int BATCH_LIMIT = 20;

	private static final JsonMapper JSON = new JsonMapper();

	private final List<StoredSecret> secrets = new CopyOnWriteArrayList<>();

	private final Map<String, String> refusals = new ConcurrentHashMap<>();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final SignatureFilter filter;

	private final WireMockServer server;

	private volatile int pageSize = BATCH_LIMIT;

	SecretsManagerStandIn() {
		this(SIGNER);
	}

	SecretsManagerStandIn(SigV4Verifier signer) {
		this.filter = new SignatureFilter(signer);
		this.server = new WireMockServer(WireMockConfiguration.options()
			.dynamicPort()
			.templatingEnabled(false)
			.bindAddress("127.0.0.1")
			.extensions(this, this.filter));
		this.server.start();
		this.server.stubFor(WireMock.post("/").atPriority(10).willReturn(WireMock.aResponse().withTransformers(NAME)));
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.port());
	}

	SecretsManagerStandIn put(StoredSecret... added) {
		this.secrets.addAll(List.of(added));
		return this;
	}

	SecretsManagerStandIn put(String name, String text) {
		return put(StoredSecret.current(name, text));
	}

	void replace(String name, String text) {
		this.secrets.removeIf((secret) -> secret.isAt(name));
		put(name, text);
	}

	void refuse(String id, String code) {
		this.refusals.put(id, code);
	}

	void pages(int size) {
		this.pageSize = size;
	}

	void answer(ResponseDefinitionBuilder answer) {
		this.server.stubFor(WireMock.any(WireMock.anyUrl()).atPriority(1).willReturn(answer));
	}

	void answerOnce(ResponseDefinitionBuilder answer) {
		this.server.stubFor(WireMock.any(WireMock.anyUrl())
			.atPriority(1)
			.inScenario("once")
			.whenScenarioStateIs("Started")
			.willSetStateTo("over")
			.willReturn(answer));
	}

	/**
	 * Return what was asked for.
	 * @return the operation and what it was about, for each call that was signed
	 */
	List<String> calls() {
		return this.calls;
	}

	int requests() {
		return this.filter.requests();
	}

	static ResponseDefinitionBuilder error(int status, String code) {
		return WireMock.aResponse()
			.withStatus(status)
			.withHeader("Content-Type", "application/x-amz-json-1.1")
			.withHeader("x-amzn-RequestId", REQUEST_ID)
			.withBody(JSON.writeValueAsString(Map.of("__type", code, "Message", "careless words: hunter2-hunter2")));
	}

	/**
	 * Return what has a call wait until the stand-in is closed.
	 * @return the answer
	 */
	static ResponseDefinitionBuilder noAnswer() {
		return WireMock.aResponse().withTransformers(NAME).withTransformerParameter(UNANSWERED, true);
	}

	@Override
	public ResponseDefinition transform(ServeEvent event) {
		if (event.getTransformerParameters().getBoolean(UNANSWERED, false)) {
			awaitClose();
			return WireMock.noContent().build();
		}
		String target = event.getRequest().getHeader("X-Amz-Target");
		JsonNode body = JSON.readTree(event.getRequest().getBody());
		return switch (target) {
			case "secretsmanager.GetSecretValue" -> get(body);
			case "secretsmanager.BatchGetSecretValue" -> batch(body);
			default -> error(400, "UnknownOperationException").build();
		};
	}

	private void awaitClose() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private ResponseDefinition get(JsonNode body) {
		String id = body.required("SecretId").stringValue();
		String version = text(body, "VersionId");
		String stage = text(body, "VersionStage");
		this.calls.add("GetSecretValue " + id + " " + version + " " + stage);
		if (this.refusals.containsKey(id)) {
			return error(400, this.refusals.get(id)).build();
		}
		Predicate<StoredSecret> wanted = (version != null) ? (secret) -> secret.version().equals(version)
				: (secret) -> secret.stage().equals((stage != null) ? stage : StoredSecret.CURRENT);
		return this.secrets.stream()
			.filter((secret) -> secret.isAt(id))
			.filter(wanted)
			.findFirst()
			.map((secret) -> json(secret.json()))
			.orElseGet(() -> error(400, "ResourceNotFoundException").build());
	}

	private ResponseDefinition batch(JsonNode body) {
		List<String> ids = body.required("SecretIdList").valueStream().map(JsonNode::stringValue).toList();
		this.calls.add("BatchGetSecretValue " + ids.size());
		if (ids.size() > BATCH_LIMIT || ids.isEmpty()) {
			return error(400, "ValidationException").build();
		}
		String token = text(body, "NextToken");
		int start = (token != null) ? Integer.parseInt(token) : 0;
		int end = Math.min(start + this.pageSize, ids.size());
		Map<String, Object> answer = new LinkedHashMap<>();
		List<Object> values = new ArrayList<>();
		List<Object> errors = new ArrayList<>();
		ids.subList(start, end).forEach((id) -> add(id, values, errors));
		answer.put("SecretValues", reversed(values));
		answer.put("Errors", errors);
		if (end < ids.size()) {
			answer.put("NextToken", String.valueOf(end));
		}
		return json(answer);
	}

	private void add(String id, List<Object> values, List<Object> errors) {
		StoredSecret found = this.secrets.stream()
			.filter((secret) -> secret.isAt(id) && secret.stage().equals(StoredSecret.CURRENT))
			.findFirst()
			.orElse(null);
		if (this.refusals.containsKey(id) || found == null) {
			errors.add(Map.of("SecretId", id, "ErrorCode", this.refusals.getOrDefault(id, "ResourceNotFoundException"),
					"Message", "hunter2-hunter2"));
		}
		else {
			values.add(found.json());
		}
	}

	private static List<Object> reversed(List<Object> values) {
		List<Object> reversed = new ArrayList<>(values);
		Collections.reverse(reversed);
		return reversed;
	}

	private static @Nullable String text(JsonNode body, String field) {
		JsonNode value = body.get(field);
		return (value != null) ? value.stringValue() : null;
	}

	private static ResponseDefinition json(Object body) {
		return WireMock.aResponse()
			.withHeader("Content-Type", "application/x-amz-json-1.1")
			.withHeader("x-amzn-RequestId", REQUEST_ID)
			.withBody(JSON.writeValueAsString(body))
			.build();
	}

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public boolean applyGlobally() {
		return false;
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop();
	}

}
