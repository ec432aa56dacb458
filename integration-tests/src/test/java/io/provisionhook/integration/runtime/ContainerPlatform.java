package io.provisionhook.integration.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * An engine or a cluster that runs the workspaces of several hosts, seen without the code
 * of its runtime.
 */
interface ContainerPlatform extends AutoCloseable {

	/**
	 * Return what makes a host use it.
	 * @return properties
	 */
	List<String> properties();

	/**
	 * Return how many workspaces can be stopped at once.
	 * @return the number
	 */
	int maxStops();

	/**
	 * Return what runs.
	 * @return the generation of each container by workspace
	 */
	Map<String, List<Long>> running();

	/**
	 * Return the containers themselves.
	 * @return the id of each that runs, in their order
	 */
	List<String> ids();

	/**
	 * Return what is left although nothing needs it.
	 * @return a sentence for each
	 */
	default List<String> leftovers() {
		return List.of();
	}

	/**
	 * Add a container by its labels.
	 * @param running the generations by workspace
	 * @param workspace the workspace of the container
	 * @param generation its generation
	 */
	static void add(Map<String, List<Long>> running, @Nullable String workspace, @Nullable String generation) {
		running.computeIfAbsent(Objects.requireNonNull(workspace), (id) -> new ArrayList<>())
			.add(Long.valueOf(Objects.requireNonNullElse(generation, "0")));
	}

	/**
	 * Remove all containers.
	 */
	@Override
	void close();

}
