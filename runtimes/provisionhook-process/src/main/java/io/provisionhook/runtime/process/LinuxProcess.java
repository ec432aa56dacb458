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
 * A process as {@code /proc} of Linux shows it. Of one that is gone, or that is none of
 * this user's business, there is nothing to see. Immutable, but for what is read when it
 * is asked for.
 */
final class LinuxProcess {

	/**
	 * Whether this system shows its processes in this way.
	 */
	static final boolean VISIBLE = Files.isReadable(Path.of("/proc/self/stat"));

	/**
	 * The variable that tells which workspace a process is of: the path of its input.
	 */
	static final String COOKIE = "WORKSPACE_COOKIE";

	/**
	 * The charset of paths and variables.
	 */
	static final Charset CHARSET = Charset.forName(System.getProperty("native.encoding", "UTF-8"));

	private static final Path JAVA = realPath(Path.of(System.getProperty("java.home")));

	private static final Pattern REAL_UID = Pattern.compile("(?m)^Uid:\\t(\\d+)\\t");

	private static final Pattern OF_SHELLS = Pattern.compile("(PWD|OLDPWD|SHLVL|_)=");

	// On a machine where something else is started and ends all the time
	private static final int MAXIMUM_LISTINGS = 50;

	private static final String DELETED = " (deleted)";

	// Numbers of proc(5), less those of the fields up to the name of the program

	private static final int STATE = 0;

	private static final int PARENT = 1;

	private static final int SESSION = 3;

	private static final int TERMINAL = 4;

	private static final int START = 19;

	private static final int ENVIRONMENT_END = 48;

	private final ProcessHandle handle;

	private final String[] stat;

	private LinuxProcess(ProcessHandle handle, String[] stat) {
		this.handle = handle;
		this.stat = stat;
	}

	static Optional<LinuxProcess> of(ProcessHandle handle) {
		// The name of the program may be any bytes
		String stat = new String(read(handle, "stat"), StandardCharsets.ISO_8859_1);
		String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
		return (fields.length > ENVIRONMENT_END) ? Optional.of(new LinuxProcess(handle, fields)) : Optional.empty();
	}

	/**
	 * Return the processes of this machine except this one and those that it runs under,
	 * which are nobody's to end. One that ends while they are listed may have started
	 * another just before, so those that are new then are listed too.
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
	 * Return whether the process has ended, and only waits for its parent to ask for its
	 * exit code.
	 * @return whether it has
	 */
	boolean isZombie() {
		return this.stat[STATE].equals("Z");
	}

	long parent() {
		return Long.parseLong(this.stat[PARENT]);
	}

	/**
	 * Return the session of the process.
	 * @return the id of the process that leads it or has led it, or 0
	 */
	long session() {
		return Long.parseLong(this.stat[SESSION]);
	}

	/**
	 * Return whether the process is in the session of this JVM, as all are that this JVM
	 * has started for itself.
	 * @return whether it is
	 */
	boolean isInSessionOfHost() {
		return of(ProcessHandle.current()).filter((host) -> host.session() == session()).isPresent();
	}

	/**
	 * Return when the process was started.
	 * @return ticks of the system's clock since it was booted
	 */
	long startTime() {
		return Long.parseLong(this.stat[START]);
	}

	int uid() {
		Matcher uid = REAL_UID.matcher(new String(read(this.handle, "status"), StandardCharsets.ISO_8859_1));
		return uid.find() ? Integer.parseInt(uid.group(1)) : -1;
	}

	boolean hasTerminal() {
		return !this.stat[TERMINAL].equals("0");
	}

	/**
	 * Return whether this JVM is starting the process, which for a moment has all files
	 * of the JVM.
	 * @return whether the program that it is to run is not there yet
	 */
	boolean isBeingStarted() {
		Path program = link("exe");
		return parent() == ProcessHandle.current().pid() && program != null && program.startsWith(JAVA);
	}

	/**
	 * Return what the environment of the process says of its workspace.
	 * @return the value of {@value #COOKIE}; {@code null} if there is none, or if this
	 * JVM has the same, whose other processes have it by chance
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
	 * Return whether the process has got rid of its environment. What a person or a
	 * service starts has one.
	 * @return whether it has none but what shells add
	 */
	boolean hasNoEnvironment() {
		boolean none = variables().allMatch((variable) -> OF_SHELLS.matcher(variable).lookingAt());
		// One that becomes another program, or that may not be read, has none meanwhile
		String end = this.stat[ENVIRONMENT_END];
		return none && !end.equals("0")
				&& of(this.handle).filter((now) -> now.stat[ENVIRONMENT_END].equals(end)).isPresent();
	}

	private Stream<String> variables() {
		return Stream.of(new String(read(this.handle, "environ"), CHARSET).split("\0", 0))
			.filter((variable) -> !variable.isEmpty());
	}

	@Nullable Path workingDirectory() {
		return link("cwd");
	}

	/**
	 * Return what the process has open.
	 * @return the paths, also of files that are deleted, and what the system calls that
	 * which has no path, such as {@code pipe:[31]}
	 */
	Set<Path> openFiles() {
		Set<Path> files = new HashSet<>();
		try (DirectoryStream<Path> numbers = Files.newDirectoryStream(directory().resolve("fd"))) {
			for (Path number : numbers) {
				Path file = link("fd/" + number.getFileName());
				if (file != null) {
					files.add(file);
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// It is gone, or somebody else's
		}
		return files;
	}

	/**
	 * Return where a process writes what it says.
	 * @return the file; {@code null} if it can't be seen
	 */
	@Nullable Path output() {
		return link("fd/1");
	}

	private @Nullable Path link(String name) {
		try {
			String target = Files.readSymbolicLink(directory().resolve(name)).toString();
			return path(target.endsWith(DELETED) ? target.substring(0, target.length() - DELETED.length()) : target);
		}
		catch (IOException ex) {
			return null;
		}
	}

	private Path directory() {
		return directory(this.handle);
	}

	private static Path directory(ProcessHandle handle) {
		return directory(handle.pid());
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
			return Files.readAllBytes(directory(handle).resolve(file));
		}
		catch (IOException ex) {
			return new byte[0];
		}
	}

}
