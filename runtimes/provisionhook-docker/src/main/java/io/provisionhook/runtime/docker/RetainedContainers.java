package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import com.github.dockerjava.api.model.Container;

/**
 * Keeps a number of ended containers, for their logs and exit codes, and removes the
 * oldest beyond that.
 */
final class RetainedContainers {

	private static final Logger logger = System.getLogger(RetainedContainers.class.getName());

	private final Containers containers;

	private final int limit;

	private final Executor executor;

	// Engines tell of an end a moment before they list the container as ended
	private final Set<String> ended = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean due = new AtomicBoolean();

	RetainedContainers(Containers containers, int limit, Executor executor) {
		this.containers = containers;
		this.limit = limit;
		this.executor = executor;
	}

	/**
	 * Note that a container has ended, and remove those that are too many then, soon and
	 * by another thread.
	 * @param containerId the id of the container
	 * @param needed tells which are still needed all the same
	 */
	void ended(String containerId, Predicate<String> needed) {
		this.ended.add(containerId);
		if (this.due.compareAndSet(false, true)) {
			try {
				this.executor.execute(() -> trim(needed));
			}
			catch (RejectedExecutionException ex) {
				// The runtime has been closed, and the next one will do it
			}
		}
	}

	private void trim(Predicate<String> needed) {
		this.due.set(false);
		try {
			for (Container container : tooMany()) {
				if (!needed.test(container.getId())) {
					this.containers.removeEnded(container.getId());
				}
			}
		}
		catch (DockerEngineException ex) {
			logger.log(Level.DEBUG, "Containers that have ended could not be removed: {0}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private List<Container> tooMany() throws DockerEngineException, InterruptedException {
		Set<String> noted = Set.copyOf(this.ended);
		List<Container> all = this.containers.list();
		List<Container> tooMany = all.stream()
			.filter((container) -> WorkspaceContainer.isEnded(container.getState())
					|| noted.contains(container.getId()))
			.sorted(Comparator.comparing(Container::getCreated).reversed())
			.skip(this.limit)
			.toList();
		this.ended.removeAll(noted);
		all.stream()
			.filter((container) -> noted.contains(container.getId()))
			.filter((container) -> !WorkspaceContainer.isEnded(container.getState()))
			.forEach((container) -> this.ended.add(container.getId()));
		return tooMany;
	}

}
