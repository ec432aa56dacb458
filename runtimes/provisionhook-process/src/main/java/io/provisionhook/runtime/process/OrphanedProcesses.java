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
 * What an earlier host application has left running when it died. It is known by the
 * {@linkplain WorkspaceMark mark} that the processes of a workspace have; a note of their
 * ids would miss those that were started right before the host died. Found only where
 * there is {@code /proc} (Linux). Thread-safe.
 */
final class OrphanedProcesses {

	static final OrphanedProcesses NONE = new OrphanedProcesses(Map.of());

	private final ConcurrentMap<String, ProcessTree> trees;

	private OrphanedProcesses(Map<String, ProcessTree> trees) {
		this.trees = new ConcurrentHashMap<>(trees);
	}

	/**
	 * Look for processes.
	 * @param root the real path of the directory of all workspaces
	 * @param users the users that workspaces run as
	 * @return those that are there now
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
			ProcessTree tree = new ProcessTree(WorkspaceMark.of(root, id), users);
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
			return directories.filter((directory) -> uids.contains(WorkspaceMark.ownerOf(directory)))
				.map((directory) -> String.valueOf(directory.getFileName()))
				.collect(Collectors.toSet());
		}
	}

	private static Set<String> idsOf(LinuxProcess process, Path root) {
		Set<Path> files = new HashSet<>(process.openFiles());
		Stream.ofNullable(process.cookie()).forEach(files::add);
		files.removeIf((file) -> !WorkspaceMark.inputs(root).equals(file.getParent()));
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
		// Forgotten once they have ended, for what is started then has the same mark
		return this.trees.computeIfPresent(workspaceId, (id, tree) -> tree.isLiving() ? tree : null) != null;
	}

	/**
	 * End the processes of a workspace. They can't be taken over: what they write goes
	 * nowhere, and only their parent would learn how they end.
	 * @param workspaceId the id of the workspace
	 * @param deadlineNanos when to kill those that have not ended by themselves
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
