package io.provisionhook.sample;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.provisionhook.EnvMutator;
import io.provisionhook.Registry;

/**
 * Asks the endpoint of the actuator for mutators, by HTTP.
 */
@SampleTest
@DirtiesContext
class MutatorEndpointTests {

	private static final List<String> NAMES = List.of("com.acme.region", "...", ".hidden", "two words", "a?b#c",
			"a:b@c=d,e&f+g", "{name}", "\"quoted\"", "<a>|^`~", "grüße", "\ud83d\ude80", "0", "$(x)", "*", "disabled");

	@Test
	void eachMutatorThatCanBeRegisteredCanBeAskedFor(@Autowired RestTestClient client, @Autowired Registry registry) {
		for (String name : NAMES) {
			registry.register(EnvMutator.of(name, (context, env) -> {
			}));
			client.get()
				.uri("/actuator/provisionhooks/{name}", name)
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.name")
				.isEqualTo(name);
		}
	}

}
