package io.provisionhook.runtime.kubernetes.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The script of the project that runs clusters on this machine, for one of them.
 */
final class ClusterScript {

	private static final Path SCRIPT = Path.of(".ci/kubernetes");

	private final Path state;

	/**
	 * Make the script available for a cluster.
	 * @param state the folder of the cluster
	 */
	ClusterScript(Path state) {
		this.state = state;
	}

	/**
	 * Return the folder of the project.
	 * @return the folder that has the script
	 */
	static Path root() {
		return Stream.iterate(Path.of("").toAbsolutePath(), (folder) -> folder != null, Path::getParent)
			.filter((folder) -> Files.exists(folder.resolve(SCRIPT)))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("There is no " + SCRIPT + " above the working directory"));
	}

	/**
	 * Run a command of the script.
	 * @param command the command and its arguments
	 * @return what it wrote
	 */
	String run(String... command) {
		return run(Map.of(), command);
	}

	/**
	 * Run a command of the script.
	 * @param variables further environment variables
	 * @param command the command and its arguments
	 * @return what it wrote
	 */
	String run(Map<String, String> variables, String... command) {
		Map<String, String> environment = new HashMap<>(variables);
		environment.put("CLUSTER_STATE", this.state.toString());
		List<String> line = new ArrayList<>();
		line.add(root().resolve(SCRIPT).toString());
		line.addAll(List.of(command));
		return Commands.run(environment, line);
	}

	/**
	 * Return whether the script has started the cluster.
	 * @return whether it can have images from this machine
	 */
	boolean isOurs() {
		return Files.exists(this.state.resolve("pids/node"));
	}

	/**
	 * Return a file of the cluster.
	 * @param name its name
	 * @return its path
	 */
	Path file(String name) {
		return this.state.resolve(name);
	}

}
