package io.provisionhook.runtime.docker;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.core.DockerClientConfig;
import org.junit.jupiter.api.Test;

import io.provisionhook.workspace.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExitEvents}.
 */
class ExitEventsTests implements ExitEvents.Listener {

	private final List<String> told = new ArrayList<>();

	private final ExitEvents events = new ExitEvents(clientOfNoEngine(), new ContainerLabels("provisionhook"), this);

	@Test
	void containerThatDiedHasEnded() throws Exception {
		happens("\"Action\": \"die\", \"Actor\": {\"ID\": \"c1\", \"Attributes\": {\"exitCode\": \"7\"}}");
		assertThat(this.told).containsExactly("c1 ended with 7");
	}

	@Test
	void containerThatWasDestroyedIsRemovedWhetherItDiedOrNot() throws Exception {
		happens("\"Action\": \"destroy\", \"Actor\": {\"ID\": \"c1\", \"Attributes\": {}}");
		happens("\"Action\": \"destroy\", \"Actor\": {\"ID\": \"c2\"}");
		assertThat(this.told).containsExactly("c1 removed", "c2 removed");
	}

	@Test
	void eventThatIsAboutNoContainerIsIgnored() throws Exception {
		happens("\"Action\": \"destroy\"");
		happens("\"Action\": \"destroy\", \"Actor\": {}");
		happens("\"Action\": \"die\", \"Actor\": {\"ID\": \"c1\"}");
		assertThat(this.told).isEmpty();
	}

	private static DockerClient clientOfNoEngine() {
		return (DockerClient) Proxy.newProxyInstance(DockerClient.class.getClassLoader(),
				new Class<?>[] { DockerClient.class }, (proxy, method, arguments) -> {
					throw new UnsupportedOperationException(method.getName());
				});
	}

	private void happens(String event) throws Exception {
		this.events.stream()
			.onNext(DockerClientConfig.getDefaultObjectMapper()
				.readValue("{\"Type\": \"container\", " + event + "}", Event.class));
	}

	@Override
	public void ended(String containerId, WorkspaceExit exit) {
		this.told.add(containerId + " ended with " + exit.code());
	}

	@Override
	public void removed(String containerId) {
		this.told.add(containerId + " removed");
	}

}
