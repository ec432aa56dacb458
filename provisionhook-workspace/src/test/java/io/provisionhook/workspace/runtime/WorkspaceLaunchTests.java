package io.provisionhook.workspace.runtime;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceLaunch}.
 */
class WorkspaceLaunchTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	@Test
	void toStringShowsNoValues() {
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("PLAIN", "plain-value");
		environment.put("KEY", "secret-value");
		assertThat(new WorkspaceLaunch("w1", this.request, environment, Set.of("KEY")))
			.hasToString("WorkspaceLaunch[workspaceId=w1, generation=1, request=" + this.request
					+ ", environment=[PLAIN, KEY]]");
	}

	@Test
	void launchCopiesWhatItIsGiven() {
		Map<String, String> environment = new LinkedHashMap<>(Map.of("A", "1"));
		Set<String> secretNames = new HashSet<>(Set.of("A"));
		WorkspaceLaunch launch = new WorkspaceLaunch("w1", this.request, environment, secretNames);
		environment.clear();
		secretNames.clear();
		assertThat(launch.environment()).containsOnly(Map.entry("A", "1")).isUnmodifiable();
		assertThat(launch.secretNames()).containsExactly("A").isUnmodifiable();
	}

}
