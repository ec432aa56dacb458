package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes that an earlier host application has left running when it died. They are
 * identified by the {@linkplain WorkspaceMarker marker} of their workspace: a list of
 * process ids would lack the processes that were started right before. Works only on
 * systems with {@code /proc} (Linux). Thread-safe.
 */
final class OrphanedProcesses {

	static final OrphanedProcesses NONE = new OrphanedProcesses(Map.of());

	private final ConcurrentMap<String, ProcessTree> trees;

	private OrphanedProcesses(Map<String, ProcessTree> trees) {
		this.trees = new ConcurrentHashMap<>(trees);
	}

	/**
	 * Find the orphaned processes in a directory.
	 * @param root the real path of the directory of all workspaces
	 * @param users the users that workspaces run as
	 * @return the processes that run now
	 * @throws IOException if the directory can't be read
	 */
	static OrphanedProcesses find(Path root, List<ProcessUser> users) throws IOException {
		if (!LinuxProcess.VISIBLE) {
			return NONE;
		}
		List<LinuxProcess> processes = LinuxProcess.others();
		Set<String> ids = new HashSet<>(idsOfUsers(processes, root, users));
		processes.forEach((process) -> ids.addAll(idsOf(process, root)));
		Map<String, ProcessTree> trees = new HashMap<>();
		for (String id : ids) {
			ProcessTree tree = new ProcessTree(WorkspaceMarker.of(root, id), users);
			if (!id.startsWith(".") && tree.isLiving()) {
				trees.put(id, tree);
			}
		}
		return new OrphanedProcesses(trees);
	}

	private static Set<String> idsOfUsers(List<LinuxProcess> processes, Path root, List<ProcessUser> users)
			throws IOException {
		Set<Integer> uids = processes.stream()
			.map(LinuxProcess::uid)
			.filter((uid) -> users.stream().anyMatch((user) -> user.isOfOneWorkspace(uid)))
			.collect(Collectors.toSet());
		try (Stream<Path> directories = Files.list(root)) {
			return directories.filter((directory) -> uids.contains(WorkspaceMarker.ownerOf(directory)))
				.map((directory) -> String.valueOf(directory.getFileName()))
				.collect(Collectors.toSet());
		}
	}

	private static Set<String> idsOf(LinuxProcess process, Path root) {
		Set<Path> files = new HashSet<>(process.openFiles());
		Stream.ofNullable(process.cookie()).forEach(files::add);
		files.removeIf((file) -> !WorkspaceMarker.inputs(root).equals(file.getParent()));
		Stream.ofNullable(process.workingDirectory())
			.filter((directory) -> directory.startsWith(root) && !directory.equals(root))
			.map((directory) -> directory.getName(root.getNameCount()))
			.forEach(files::add);
		return files.stream().map((file) -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
	}

	Set<String> runningWorkspaceIds() {
		return this.trees.keySet().stream().filter(this::isRunning).collect(Collectors.toSet());
	}

	boolean isRunning(String workspaceId) {
		// Removed after their end, for later processes have the same marker
		return this.trees.computeIfPresent(workspaceId, (id, tree) -> tree.isLiving() ? tree : null) != null;
	}

	/**
	 * End the processes of a workspace. They can't be adopted: their output is lost, and
	 * only their parent process receives their exit code.
	 * @param workspaceId the id of the workspace
	 * @param deadlineNanos the time to kill the processes that have not ended
	 * @throws IOException if they do not end
	 * @throws InterruptedException if the thread is interrupted
	 */
	void end(String workspaceId, long deadlineNanos) throws IOException, InterruptedException {
		ProcessTree tree = this.trees.get(workspaceId);
		if (tree != null) {
			tree.terminate();
			if (!tree.awaitEnd(deadlineNanos)) {
				tree.kill();
			}
			this.trees.remove(workspaceId, tree);
		}
	}

}
