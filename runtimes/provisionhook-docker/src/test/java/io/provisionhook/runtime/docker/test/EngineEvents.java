package io.provisionhook.runtime.docker.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import org.jspecify.annotations.Nullable;

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

	private final DockerEngine engine;

	private EngineEvents(DockerEngine engine) {
		this.engine = engine;
	}

	static EngineEvents of(DockerEngine engine) {
		EngineEvents events = new EngineEvents(engine);
		engine.client().eventsCmd().exec(events.stream);
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
	 * Return what happened to containers of this module, up to now.
	 * @return the actions, such as {@code create} and {@code die}, in order
	 */
	public List<String> ofContainers() {
		mark("end");
		return this.events.stream()
			.filter((event) -> event.getType() == EventType.CONTAINER && isOurs(event.getActor()))
			.map((event) -> String.valueOf(event.getAction()))
			.toList();
	}

	private boolean isOurs(@Nullable EventActor container) {
		return container != null && container.getAttributes() != null && this.engine.isOurs(container.getAttributes());
	}

	// Events come in order, so all before one that is caused here have come when it has
	private void mark(String name) {
		String volume = "mark-" + name + "-" + System.nanoTime();
		DockerEngine.patiently().until(() -> {
			this.engine.client().createVolumeCmd().withName(volume).exec();
			this.engine.client().removeVolumeCmd(volume).exec();
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
