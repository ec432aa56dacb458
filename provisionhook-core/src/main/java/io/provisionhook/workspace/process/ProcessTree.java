package io.provisionhook.workspace.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A process and all that it started. Where the system has {@code setsid} and
 * {@code /proc} (Linux), the process leads a session, by which even children that it has
 * outlived or handed to init are found; elsewhere only its living descendants are. If it
 * has a user of its own, all processes of that user belong to it.
 */
final class ProcessTree {

	private static final List<Path> SETSID = Stream.of("/usr/bin/setsid", "/bin/setsid")
		.map(Path::of)
		.filter((path) -> Files.isExecutable(path) && Files.isReadable(Path.of("/proc/self/stat")))
		.limit(1)
		.toList();

	private static final int NO_USER = -1;

	private static final Pattern REAL_UID = Pattern.compile("(?m)^Uid:\\t(\\d+)\\t");

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final long session;

	private final int uid;

	private final @Nullable ProcessHandle leader;

	private final Set<ProcessHandle> members = ConcurrentHashMap.newKeySet();

	private ProcessTree(long session, int uid, @Nullable ProcessHandle leader) {
		this.session = session;
		this.uid = uid;
		this.leader = leader;
	}

	static ProcessTree of(Process leader) {
		return new ProcessTree(leader.pid(), NO_USER, leader.toHandle());
	}

	/**
	 * Return a tree to which all processes of a user belong.
	 * @param leader the process that has started the others
	 * @param uid the id of the user
	 * @return the tree
	 */
	static ProcessTree of(Process leader, int uid) {
		return new ProcessTree(leader.pid(), uid, leader.toHandle());
	}

	/**
	 * Return a tree that another JVM has started.
	 * @param session the process id of its leader, which may have ended
	 * @return the tree
	 */
	static ProcessTree ofSession(long session) {
		return new ProcessTree(session, NO_USER, ProcessHandle.of(session).orElse(null));
	}

	/**
	 * Make a command lead a session of its own, if the system can do that.
	 * @param command the command
	 * @return the command to run instead
	 */
	static List<String> ofItsOwn(List<String> command) {
		List<String> result = new ArrayList<>();
		SETSID.forEach((setsid) -> result.add(setsid.toString()));
		result.addAll(command);
		return result;
	}

	/**
	 * Ask the processes to end, the leader first: one that only waits for the others is
	 * to know by then why they end.
	 */
	void terminate() {
		living().stream()
			.sorted(Comparator.comparing((process) -> !process.equals(this.leader)))
			.forEach(ProcessHandle::destroy);
	}

	/**
	 * Kill the processes until none is left, for they may fork while others are killed.
	 */
	void kill() {
		long deadline = System.nanoTime() + KILL_NANOS;
		boolean interrupted = Thread.interrupted();
		for (List<ProcessHandle> living = living(); !living.isEmpty()
				&& System.nanoTime() - deadline < 0; living = living()) {
			living.forEach(ProcessHandle::destroyForcibly);
			LockSupport.parkNanos(POLL_NANOS);
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	boolean awaitEnd(long deadlineNanos) throws InterruptedException {
		while (!living().isEmpty()) {
			if (System.nanoTime() - deadlineNanos >= 0) {
				return false;
			}
			TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
		}
		return true;
	}

	private List<ProcessHandle> living() {
		if (this.leader != null) {
			this.members.add(this.leader);
			this.leader.descendants().forEach(this.members::add);
		}
		if (!SETSID.isEmpty()) {
			ProcessHandle.allProcesses()
				.filter((process) -> isInSession(process) || isOfUser(process))
				.forEach(this.members::add);
		}
		return this.members.stream().filter(ProcessTree::isAlive).toList();
	}

	boolean isLiving() {
		return !living().isEmpty();
	}

	private boolean isInSession(ProcessHandle process) {
		return sessionOf(process) == this.session;
	}

	private boolean isOfUser(ProcessHandle process) {
		if (this.uid == NO_USER) {
			return false;
		}
		Matcher uid = REAL_UID.matcher(read(process, "status"));
		return uid.find() && Integer.parseInt(uid.group(1)) == this.uid;
	}

	/**
	 * Return the session that a process is in.
	 * @param process the process
	 * @return the process id of the leader; not positive if there is none that can be
	 * known
	 */
	static long sessionOf(ProcessHandle process) {
		String[] stat = stat(process);
		return (stat.length > 3) ? Long.parseLong(stat[3]) : -1;
	}

	/**
	 * Return whether a process is alive; one that only waits for its parent to ask for
	 * its exit code is not.
	 * @param process the process
	 * @return whether it is alive
	 */
	static boolean isAlive(ProcessHandle process) {
		String[] stat = SETSID.isEmpty() ? new String[0] : stat(process);
		boolean zombie = stat.length > 0 && stat[0].equals("Z");
		return process.isAlive() && !zombie;
	}

	/**
	 * Read the state, parent, process group, session and so on of a process, as
	 * {@code proc(5)} describes them.
	 * @param process the process
	 * @return the fields behind the name of the program; empty if the process is gone
	 */
	private static String[] stat(ProcessHandle process) {
		String stat = read(process, "stat");
		return stat.isEmpty() ? new String[0] : stat.substring(stat.lastIndexOf(')') + 2).split(" ");
	}

	private static String read(ProcessHandle process, String file) {
		try {
			// The name of the program may be any bytes
			return Files.readString(Path.of("/proc/" + process.pid() + "/" + file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
