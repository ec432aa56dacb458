package com.example.host;

import java.util.HashMap;
import java.util.Map;

import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a plugin is picked up from its jar.
 */
@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
class HostApplicationTests {

	@Autowired
	private Registry registry;

	@Test
	void mutatorOfThePluginRuns(CapturedOutput output) {
		Map<String, String> env = new HashMap<>();
		this.registry.run(ProvisionContext.of("workspace-1", WorkspaceRequest.named("demo").build()), env);
		assertThat(env).containsExactly(Map.entry("REGION", "eu-central-1"));
		assertThat(output).contains("provisionhook: 1 mutator: region");
	}

}
