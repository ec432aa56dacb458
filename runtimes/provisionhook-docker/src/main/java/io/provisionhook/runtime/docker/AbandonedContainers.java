package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Containers that nobody wants, since they could not be started or came too late. Each is
 * remembered until it is gone, so that an engine that goes away in the middle of a start
 * does not run it for ever. Thread-safe.
 */
final class AbandonedContainers {

	private static final Logger logger = System.getLogger(AbandonedContainers.class.getName());

	private final Set<String> ids = ConcurrentHashMap.newKeySet();

	private final Containers containers;

	AbandonedContainers(Containers containers) {
		this.containers = containers;
	}

	/**
	 * Remove a container, also for a caller who is interrupted.
	 * @param id the id of the container
	 * @throws DockerEngineException if it can't be removed yet
	 */
	void remove(String id) throws DockerEngineException {
		this.ids.add(id);
		this.containers.removeDespiteInterruption(id);
		this.ids.remove(id);
	}

	/**
	 * Try again to remove those that could not be removed.
	 */
	void removeAll() {
		for (String id : this.ids) {
			try {
				remove(id);
			}
			catch (DockerEngineException ex) {
				logger.log(Level.DEBUG, "Container {0} could still not be removed: {1}", id, ex.getMessage());
			}
		}
	}

	boolean isEmpty() {
		return this.ids.isEmpty();
	}

}
