package io.provisionhook.runtime.docker.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import org.awaitility.Awaitility;

/**
 * What happened on an engine since its events are recorded.
 */
public final class EngineEvents implements AutoCloseable {

	private final List<Event> events = new CopyOnWriteArrayList<>();

	private final ResultCallback.Adapter<Event> stream = new ResultCallback.Adapter<>() {

		@Override
		public void onNext(Event event) {
			EngineEvents.this.events.add(event);
		}

	};

	private final DockerClient client;

	private EngineEvents(DockerClient client) {
		this.client = client;
	}

	static EngineEvents of(DockerClient client) {
		EngineEvents events = new EngineEvents(client);
		client.eventsCmd().exec(events.stream);
		try {
			events.stream.awaitStarted();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		events.mark("begin");
		return events;
	}

	/**
	 * Return what happened to containers, up to now.
	 * @return the actions, such as {@code create} and {@code die}, in order
	 */
	public List<String> ofContainers() {
		mark("end");
		return this.events.stream()
			.filter((event) -> event.getType() == EventType.CONTAINER)
			.map((event) -> String.valueOf(event.getAction()))
			.toList();
	}

	// Events come in order, so all before one that is caused here have come when it has
	private void mark(String name) {
		String volume = "mark-" + name + "-" + System.nanoTime();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			this.client.createVolumeCmd().withName(volume).exec();
			this.client.removeVolumeCmd(volume).exec();
			return this.events.stream().anyMatch((event) -> String.valueOf(event.getActor()).contains(volume));
		});
	}

	@Override
	public void close() {
		try {
			this.stream.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
