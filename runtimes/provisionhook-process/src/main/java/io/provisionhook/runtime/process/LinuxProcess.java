package io.provisionhook.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A process in {@code /proc} of Linux. A process that has ended, or whose data this user
 * may not read, has no data. The status is read at the creation, all other data when it
 * is requested.
 */
final class LinuxProcess {

	/**
	 * Whether this system has {@code /proc}.
	 */
	static final boolean VISIBLE = Files.isReadable(Path.of("/proc/self/stat"));

	/**
	 * The variable that identifies the workspace of a process: the path of its input.
	 */
	static final String COOKIE = "WORKSPACE_COOKIE";

	/**
	 * The charset of paths and variables.
	 */
	static final Charset CHARSET = Charset.forName(System.getProperty("native.encoding", "UTF-8"));

	private static final Path JAVA = realPath(Path.of(System.getProperty("java.home")));

	private static final Pattern REAL_UID = Pattern.compile("(?m)^Uid:\\t(\\d+)\\t");

	private static final Pattern OF_SHELLS = Pattern.compile("(PWD|OLDPWD|SHLVL|_)=");

	// For a machine where processes are started and end all the time
	private static final int MAXIMUM_LISTINGS = 50;

	private static final String DELETED = " (deleted)";

	private final ProcessHandle handle;

	private final Status status;

	private LinuxProcess(ProcessHandle handle, Status status) {
		this.handle = handle;
		this.status = status;
	}

	static Optional<LinuxProcess> of(ProcessHandle handle) {
		return Status.read(handle).map((status) -> new LinuxProcess(handle, status));
	}

	/**
	 * Return the processes of this machine except this process and its ancestors. A
	 * process that ends during the listing may have started another one, so the listing
	 * is repeated then.
	 * @return the processes
	 */
	static List<LinuxProcess> others() {
		Set<Long> known = hostAndAncestors();
		List<LinuxProcess> others = new ArrayList<>();
		boolean complete = false;
		for (int listing = 0; !complete && listing < MAXIMUM_LISTINGS; listing++) {
			complete = true;
			for (long id : ids()) {
				if (known.add(id)) {
					Optional<LinuxProcess> process = ProcessHandle.of(id).flatMap(LinuxProcess::of);
					process.ifPresent(others::add);
					if (process.isEmpty() && Files.notExists(directory(id))) {
						known.remove(id);
						complete = false;
					}
				}
			}
		}
		return others;
	}

	private static Set<Long> hostAndAncestors() {
		Set<Long> ids = new HashSet<>();
		for (Optional<ProcessHandle> process = Optional.of(ProcessHandle.current()); process
			.isPresent(); process = process.get().parent()) {
			ids.add(process.get().pid());
		}
		return ids;
	}

	private static List<Long> ids() {
		List<Long> ids = new ArrayList<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
			directories.forEach((directory) -> ids.add(Long.valueOf(directory.getFileName().toString())));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return ids;
	}

	ProcessHandle handle() {
		return this.handle;
	}

	/**
	 * Return whether the process has ended, and its parent has not read the exit code.
	 * @return whether it is a zombie
	 */
	boolean isZombie() {
		return this.status.state().equals("Z");
	}

	long parent() {
		return this.status.parent();
	}

	/**
	 * Return the session of the process.
	 * @return the id of the process that leads or has led the session, or 0
	 */
	long session() {
		return this.status.session();
	}

	/**
	 * Return whether the process is in the session of this JVM, like all processes that
	 * the JVM starts for its own purposes.
	 * @return whether it is in that session
	 */
	boolean isInSessionOfHost() {
		return of(ProcessHandle.current()).filter((host) -> host.session() == session()).isPresent();
	}

	/**
	 * Return the start time of the process.
	 * @return the clock ticks since the boot of the system
	 */
	long startTime() {
		return this.status.startTime();
	}

	int uid() {
		Matcher uid = REAL_UID.matcher(new String(read(this.handle, "status"), StandardCharsets.ISO_8859_1));
		return uid.find() ? Integer.parseInt(uid.group(1)) : -1;
	}

	boolean hasTerminal() {
		return this.status.terminal() != 0;
	}

	/**
	 * Return whether this JVM is starting the process, which for a moment has all open
	 * files of the JVM.
	 * @return whether the process does not run its program yet
	 */
	boolean isBeingStarted() {
		Path program = link("exe");
		return parent() == ProcessHandle.current().pid() && program != null && program.startsWith(JAVA);
	}

	/**
	 * Return the cookie in the environment of the process.
	 * @return the value of {@value #COOKIE}; {@code null} if there is none, or if this
	 * JVM has the same cookie, which its other child processes inherit
	 */
	@Nullable Path cookie() {
		return variables().filter((variable) -> variable.startsWith(COOKIE + "="))
			.map((variable) -> variable.substring(COOKIE.length() + 1))
			.filter((value) -> !value.equals(System.getenv(COOKIE)))
			.findFirst()
			.map(LinuxProcess::path)
			.orElse(null);
	}

	/**
	 * Return whether the process has cleared its environment. A process that a person or
	 * a service starts has one.
	 * @return whether it has no variables, or only those of a shell
	 */
	boolean hasNoEnvironment() {
		boolean none = variables().allMatch((variable) -> OF_SHELLS.matcher(variable).lookingAt());
		// The environment is empty as well if it may not be read, or during an exec
		String end = this.status.environmentEnd();
		return none && !end.equals("0")
				&& of(this.handle).filter((now) -> now.status.environmentEnd().equals(end)).isPresent();
	}

	private Stream<String> variables() {
		return Stream.of(new String(read(this.handle, "environ"), CHARSET).split("\0", 0))
			.filter((variable) -> !variable.isEmpty());
	}

	@Nullable Path workingDirectory() {
		return link("cwd");
	}

	/**
	 * Return the open files of the process.
	 * @return the paths, including those of deleted files, and the system's names for
	 * other objects, such as {@code pipe:[31]}
	 */
	Set<Path> openFiles() {
		Set<Path> files = new HashSet<>();
		try (DirectoryStream<Path> numbers = Files.newDirectoryStream(directory(this.handle.pid()).resolve("fd"))) {
			for (Path number : numbers) {
				Path file = link("fd/" + number.getFileName());
				if (file != null) {
					files.add(file);
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// It has ended, or belongs to another user
		}
		return files;
	}

	/**
	 * Return the standard output of the process.
	 * @return the file; {@code null} if it can't be read
	 */
	@Nullable Path output() {
		return link("fd/1");
	}

	private @Nullable Path link(String name) {
		try {
			String target = Files.readSymbolicLink(directory(this.handle.pid()).resolve(name)).toString();
			return path(target.endsWith(DELETED) ? target.substring(0, target.length() - DELETED.length()) : target);
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static Path directory(long id) {
		return Path.of("/proc", String.valueOf(id));
	}

	private static Path realPath(Path path) {
		try {
			return path.toRealPath();
		}
		catch (IOException ex) {
			return path;
		}
	}

	private static @Nullable Path path(String text) {
		try {
			return Path.of(text);
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	private static byte[] read(ProcessHandle handle, String file) {
		try {
			return Files.readAllBytes(directory(handle.pid()).resolve(file));
		}
		catch (IOException ex) {
			return new byte[0];
		}
	}

	/**
	 * Status of a process, from {@code /proc/PID/stat} as described in proc(5).
	 *
	 * @param state the state
	 * @param parent the id of the parent
	 * @param session the id of the session
	 * @param terminal the number of the terminal, or 0
	 * @param startTime the start in clock ticks since the boot of the system
	 * @param environmentEnd the address of the end of the environment, or 0
	 */
	private record Status(String state, long parent, long session, long terminal, long startTime,
			String environmentEnd) {

		private static final int FIELDS = 49;

		static Optional<Status> read(ProcessHandle handle) {
			// The name of the program may be any bytes
			String line = new String(LinuxProcess.read(handle, "stat"), StandardCharsets.ISO_8859_1);
			String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
			return (fields.length >= FIELDS) ? Optional.of(of(fields)) : Optional.empty();
		}

		// The fields after the name of the program
		private static Status of(String[] fields) {
			return new Status(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[3]),
					Long.parseLong(fields[4]), Long.parseLong(fields[19]), fields[48]);
		}

	}

}
