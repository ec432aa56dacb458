package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A process and all processes that it has started. With {@code setsid} and {@code /proc}
 * (Linux), the process leads a session, by which children are found even if their parent
 * has ended. Processes that have left the session are found by the
 * {@linkplain WorkspaceMarker marker} of the workspace. On other systems, only living
 * descendants are found. If the workspace has its own user, all processes of that user
 * belong to it. Thread-safe.
 */
final class ProcessTree {

	private static final List<Path> SETSID = Stream.of("/usr/bin/setsid", "/bin/setsid")
		.map(Path::of)
		.filter((path) -> Files.isExecutable(path) && LinuxProcess.VISIBLE)
		.limit(1)
		.toList();

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final WorkspaceMarker marker;

	private final boolean hasUser;

	private final Set<ProcessHandle> members = ConcurrentHashMap.newKeySet();

	private volatile @Nullable ProcessHandle leader;

	private volatile boolean leadsSession;

	private volatile @Nullable Path output;

	private volatile long startTime;

	/**
	 * Create the tree of a workspace, which may have processes already.
	 * @param marker the marker of the workspace
	 * @param users the users that workspaces run as
	 */
	ProcessTree(WorkspaceMarker marker, List<ProcessUser> users) {
		this.marker = marker;
		this.hasUser = users.stream().anyMatch((user) -> user.isOfOneWorkspace(marker.owner()));
	}

	/**
	 * Make a command the leader of a new session, if the system supports that.
	 * @param command the command
	 * @return the command to run instead
	 */
	static List<String> withOwnSession(List<String> command) {
		List<String> result = new ArrayList<>();
		SETSID.forEach((setsid) -> result.add(setsid.toString()));
		result.addAll(command);
		return result;
	}

	/**
	 * Set the process that starts all others. Older processes do not belong to the tree,
	 * even if they share a file with it, such as an agent or a terminal of a person.
	 * @param leader a process that has just been started
	 */
	void setLeader(ProcessHandle leader) {
		this.members.add(leader);
		this.leader = leader;
		this.leadsSession = !SETSID.isEmpty();
		LinuxProcess.of(leader).ifPresent((process) -> {
			this.startTime = process.startTime();
			this.output = process.output();
		});
	}

	/**
	 * Terminate the processes, the leader first: if it waits for the others, it knows why
	 * they end.
	 */
	void terminate() {
		living().stream()
			.sorted(Comparator.comparing((process) -> !process.equals(this.leader)))
			.forEach(ProcessHandle::destroy);
	}

	/**
	 * Kill the processes until none is left, for they may fork in the meantime.
	 * @throws IOException if a process does not end
	 */
	void kill() throws IOException {
		long deadline = System.nanoTime() + KILL_NANOS;
		boolean interrupted = Thread.interrupted();
		Collection<ProcessHandle> living = living();
		while (!living.isEmpty() && System.nanoTime() - deadline < 0) {
			living.forEach(ProcessHandle::destroyForcibly);
			LockSupport.parkNanos(POLL_NANOS);
			living = living();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		if (!living.isEmpty()) {
			throw new IOException("Workspace '" + this.marker.workspaceId()
					+ "' has processes that do not end although they were killed: "
					+ living.stream()
						.map((process) -> String.valueOf(process.pid()))
						.collect(Collectors.joining(", ")));
		}
	}

	boolean awaitEnd(long deadlineNanos) throws InterruptedException {
		while (isLiving()) {
			if (System.nanoTime() - deadlineNanos >= 0) {
				return false;
			}
			TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
		}
		return true;
	}

	boolean isLiving() {
		// Searches for further processes only after the known ones have ended
		return this.members.stream().anyMatch(ProcessTree::isAlive) || !living().isEmpty();
	}

	// A process that was found now counts even if it has ended: it may have started
	// another one in the meantime
	private synchronized Collection<ProcessHandle> living() {
		Set<ProcessHandle> living = new LinkedHashSet<>();
		if (LinuxProcess.VISIBLE) {
			living.addAll(addOwn(LinuxProcess.others()));
		}
		else {
			List.copyOf(this.members).stream().flatMap(ProcessHandle::descendants).forEach(this.members::add);
		}
		this.members.stream().filter(ProcessTree::isAlive).forEach(living::add);
		return living;
	}

	private List<ProcessHandle> addOwn(List<LinuxProcess> processes) {
		forgetEndedSession(processes);
		List<ProcessHandle> added = new ArrayList<>();
		Map<Long, List<LinuxProcess>> children = processes.stream()
			.collect(Collectors.groupingBy(LinuxProcess::parent));
		Deque<LinuxProcess> own = new ArrayDeque<>(processes.stream().filter(this::isOwn).toList());
		while (!own.isEmpty()) {
			ProcessHandle process = own.remove().handle();
			if (this.members.add(process)) {
				added.add(process);
			}
			own.addAll(Objects.requireNonNullElse(children.remove(process.pid()), List.of()));
		}
		return added;
	}

	// The id may be assigned to another session then
	private void forgetEndedSession(List<LinuxProcess> processes) {
		ProcessHandle leader = this.leader;
		this.leadsSession = this.leadsSession && leader != null
				&& (leader.isAlive() || processes.stream().anyMatch((process) -> isInSession(process, leader)));
	}

	private boolean isOwn(LinuxProcess process) {
		ProcessHandle leader = this.leader;
		return this.members.contains(process.handle())
				|| (this.leadsSession && leader != null && isInSession(process, leader))
				|| (this.hasUser && process.uid() == this.marker.owner())
				|| (process.startTime() >= this.startTime && this.marker.matches(process, this.output));
	}

	private static boolean isInSession(LinuxProcess process, ProcessHandle leader) {
		return process.session() == leader.pid();
	}

	private static boolean isAlive(ProcessHandle process) {
		return process.isAlive() && LinuxProcess.of(process).filter(LinuxProcess::isZombie).isEmpty();
	}

}
