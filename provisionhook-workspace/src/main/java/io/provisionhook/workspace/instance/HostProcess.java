package io.provisionhook.workspace.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The process of a host application. A host application can tell at once that an earlier
 * one of the same machine is dead, and needs not wait for the end of its lease.
 * Immutable.
 *
 * @param machine the running system, its process namespace and the user of the process;
 * empty if it is not known
 * @param pid the id of the process
 * @param startTime the time of its start in clock ticks of the system, which tells it
 * from a later process with the same id
 * @since 0.1.0
 */
public record HostProcess(String machine, long pid, long startTime) {

	private static final Path PROC = Path.of("/proc");

	private static final int START_TIME = 19;

	/**
	 * Return the process of this host application.
	 * @return the process; its machine is known on Linux only
	 */
	public static HostProcess current() {
		long pid = ProcessHandle.current().pid();
		try {
			Path self = PROC.resolve("self");
			String machine = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip() + " "
					+ Files.readSymbolicLink(self.resolve("ns/pid")) + " " + Files.getAttribute(self, "unix:uid");
			return new HostProcess(machine, pid, startTime(pid));
		}
		catch (IOException | RuntimeException ex) {
			return new HostProcess("", pid, 0);
		}
	}

	/**
	 * Return whether another process is known to be dead.
	 * @param other the other process
	 * @return {@code false} if it lives, or if it is on another machine
	 */
	public boolean isDead(HostProcess other) {
		if (this.machine.isEmpty() || !this.machine.equals(other.machine)) {
			return false;
		}
		try {
			return startTime(other.pid) != other.startTime;
		}
		catch (NoSuchFileException ex) {
			return true;
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	// See proc_pid_stat(5): the name of the program is in parentheses and may have blanks
	private static long startTime(long pid) throws IOException {
		String stat = Files.readString(PROC.resolve(pid + "/stat"));
		return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_TIME]);
	}

}
