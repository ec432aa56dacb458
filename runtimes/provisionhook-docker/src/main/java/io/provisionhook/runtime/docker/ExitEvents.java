package io.provisionhook.runtime.docker;

import java.time.Duration;
import java.time.Instant;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;

import io.provisionhook.workspace.WorkspaceExit;

/**
 * What an engine tells about the ends of our containers.
 */
final class ExitEvents {

	// Engines begin to record a little after they have answered
	private static final Duration OVERLAP = Duration.ofMinutes(1);

	private final DockerClient client;

	private final ContainerLabels labels;

	private final Listener listener;

	ExitEvents(DockerClient client, ContainerLabels labels, Listener listener) {
		this.client = client;
		this.labels = labels;
		this.listener = listener;
	}

	EngineStream<Event> stream() {
		return new EngineStream<>(this::happened);
	}

	/**
	 * Ask the engine for its events. The first ones may be known already.
	 * @param stream where they go
	 */
	void begin(EngineStream<Event> stream) {
		this.client.eventsCmd()
			.withEventTypeFilter(EventType.CONTAINER)
			.withEventFilter("die", "destroy")
			.withLabelFilter(this.labels.ours())
			.withSince(String.valueOf(Instant.now().minus(OVERLAP).getEpochSecond()))
			.exec(stream);
	}

	private void happened(Event event) {
		EventActor container = event.getActor();
		if (container == null || container.getId() == null) {
			return;
		}
		String code = (container.getAttributes() != null) ? container.getAttributes().get("exitCode") : null;
		if ("destroy".equals(event.getAction())) {
			this.listener.removed(container.getId());
		}
		else if (code != null) {
			this.listener.ended(container.getId(), new WorkspaceExit(Integer.parseInt(code)));
		}
	}

	/**
	 * Is told of ends, of some more than once.
	 */
	interface Listener {

		void ended(String containerId, WorkspaceExit exit);

		void removed(String containerId);

	}

}
