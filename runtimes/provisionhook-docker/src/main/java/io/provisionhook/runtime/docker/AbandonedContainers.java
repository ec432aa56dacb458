package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Containers that nobody wants, since they could not be started or came too late. Each is
 * remembered until it is gone, so that an engine that goes away in the middle of a start
 * does not run it for ever. Thread-safe; no container is removed twice at a time.
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
		try {
			this.containers.removeDespiteInterruption(id);
		}
		catch (DockerEngineException | RuntimeException | Error ex) {
			this.ids.add(id);
			throw ex;
		}
	}

	/**
	 * Try again to remove those that could not be removed.
	 */
	void removeAll() {
		this.ids.removeIf(this::isRemoved);
	}

	private boolean isRemoved(String id) {
		try {
			this.containers.removeDespiteInterruption(id);
			return true;
		}
		catch (DockerEngineException ex) {
			logger.log(Level.DEBUG, "Container {0} could still not be removed: {1}", id, ex.getMessage());
			return false;
		}
	}

	boolean isEmpty() {
		return this.ids.isEmpty();
	}

}
