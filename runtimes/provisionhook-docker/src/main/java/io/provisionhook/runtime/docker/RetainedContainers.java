package io.provisionhook.runtime.docker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import com.github.dockerjava.api.model.Container;

/**
 * Keeps a number of ended containers, for their logs and exit codes, and removes the
 * oldest beyond that. It does so when a workspace is started rather than when one has
 * ended, since the ones that an earlier host application has left end for this one when
 * it looks at them, one after the other.
 */
final class RetainedContainers {

	private static final Logger logger = System.getLogger(RetainedContainers.class.getName());

	private final Containers containers;

	private final int limit;

	private final Executor executor;

	private final AtomicBoolean due = new AtomicBoolean();

	RetainedContainers(Containers containers, int limit, Executor executor) {
		this.containers = containers;
		this.limit = limit;
		this.executor = executor;
	}

	/**
	 * Remove those that are too many, soon and by another thread.
	 * @param needed tells which are still needed all the same
	 */
	void trimSoon(Predicate<String> needed) {
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
					this.containers.removeUnlessRunning(container.getId());
				}
			}
		}
		// The latter if the runtime is closed meanwhile, and the next one will do it
		catch (DockerEngineException | IllegalStateException ex) {
			logger.log(Level.DEBUG, "Containers that have ended could not be removed: {0}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private List<Container> tooMany() throws DockerEngineException, InterruptedException {
		return this.containers.list()
			.stream()
			.filter((container) -> WorkspaceContainer.isEnded(container.getState()))
			.sorted(Comparator.comparing(Container::getCreated).reversed())
			.skip(this.limit)
			.toList();
	}

}
