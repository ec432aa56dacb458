package io.provisionhook.plugin.gcpsecretmanager;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.provisionhook.EnvMutator;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.test.FetchingEnvMutatorContract;

/**
 * Checks that the plugin keeps to what every plugin has to keep to.
 */
class GcpSecretManagerContractTests extends FetchingEnvMutatorContract {

	private static final String PREFIX = "projects/acme-project/secrets/";

	private final GoogleStandIn google = new GoogleStandIn();

	@BeforeEach
	void fill() {
		for (int i = 0; i < 32; i++) {
			this.google.put(PREFIX + "tenant-" + i + "-db/versions/latest", "{\"username\":\"application-" + i
					+ "\",\"password\":\"password-" + i + "\",\"unused\":\"unused-field-" + i + "\"}");
		}
		this.google.put(PREFIX + "key/versions/latest", "the-current-key")
			.put(PREFIX + "key/versions/5", "the-previous-key");
	}

	@AfterEach
	void stop() {
		this.google.close();
	}

	@Override
	protected EnvMutator createMutator() {
		return GcpMutators.create(this.google, Map.of("DB_USER", "{tenant}-db#username", "DB_PASSWORD",
				"{tenant}-db#password", "KEY", "key", "PREVIOUS_KEY", "key?version=5"));
	}

	@Override
	protected WorkspaceRequest request(int number) {
		return WorkspaceRequest.named("workspace-" + number).tenant("tenant-" + number).build();
	}

	@Override
	protected Collection<String> secrets() {
		return List.of(GoogleStandIn.TOKEN, this.google.account().privateKey().substring(0, 60), "hunter2-hunter2",
				"unused-field-0");
	}

	@Override
	protected void makeBackendFail() {
		this.google.answer(GoogleStandIn.error(500, "INTERNAL"));
	}

	@Override
	protected void makeBackendHang() {
		this.google.answer(GoogleStandIn.noAnswer());
	}

}
