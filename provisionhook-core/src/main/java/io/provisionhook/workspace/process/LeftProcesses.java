package io.provisionhook.workspace.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What an earlier host application has left running when it died. It is known by the file
 * that the processes of a workspace have as their input; a note of their ids would miss
 * those that were started right before the host died. Found only where there is
 * {@code /proc} (Linux). Thread-safe.
 */
final class LeftProcesses {

	static final LeftProcesses NONE = new LeftProcesses(Map.of());

	private final ConcurrentMap<String, List<ProcessTree>> trees = new ConcurrentHashMap<>();

	private LeftProcesses(Map<String, Set<Long>> leaders) {
		leaders.forEach((id, pids) -> this.trees.put(id, pids.stream().map(ProcessTree::ofSession).toList()));
	}

	/**
	 * Look for processes.
	 * @param inputs the real path of the directory with the files that they read
	 * @return those that are there now
	 */
	static LeftProcesses find(Path inputs) {
		Map<String, Set<Long>> leaders = new HashMap<>();
		ProcessHandle.allProcesses().forEach((process) -> {
			Path input = inputOf(process.pid());
			if (input != null && inputs.equals(input.getParent())) {
				leaders.computeIfAbsent(input.getFileName().toString(), (id) -> new TreeSet<>())
					.add(leaderOf(process, input));
			}
		});
		return new LeftProcesses(leaders);
	}

	// A host that died between fork and setsid leaves a process in a session that is not
	// the workspace's, and may be that of this host too
	private static long leaderOf(ProcessHandle process, Path input) {
		long session = ProcessTree.sessionOf(process);
		boolean ofWorkspace = ProcessHandle.of(session)
			.filter(ProcessTree::isAlive)
			.map((leader) -> input.equals(inputOf(session)))
			.orElse(session > 0 && session != ProcessTree.sessionOf(ProcessHandle.current()));
		return ofWorkspace ? session : process.pid();
	}

	private static @Nullable Path inputOf(long pid) {
		try {
			return Files.readSymbolicLink(Path.of("/proc", String.valueOf(pid), "fd", "0"));
		}
		catch (IOException ex) {
			// It is gone, or somebody else's
			return null;
		}
	}

	Set<String> runningWorkspaceIds() {
		return this.trees.keySet().stream().filter(this::isRunning).collect(Collectors.toSet());
	}

	boolean isRunning(String workspaceId) {
		// Forgotten once they have ended, for then their ids may become those of others
		return this.trees.computeIfPresent(workspaceId,
				(id, trees) -> trees.stream().anyMatch(ProcessTree::isLiving) ? trees : null) != null;
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
		List<ProcessTree> trees = this.trees.getOrDefault(workspaceId, List.of());
		trees.forEach(ProcessTree::terminate);
		for (ProcessTree tree : trees) {
			if (!tree.awaitEnd(deadlineNanos)) {
				tree.kill();
			}
		}
		if (isRunning(workspaceId)) {
			throw new IOException("Processes that an earlier host application left of workspace '" + workspaceId
					+ "' do not end although they were killed");
		}
	}

}
