package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The user that the processes of workspaces run as: one user for all workspaces, or a
 * range of ids with one for each workspace. The owner of its directory is the user of a
 * workspace, so the assignment survives this host application, and an id is not assigned
 * again as long as it owns files. Immutable.
 */
final class ProcessUser {

	private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	private static final List<Path> DATABASES = List.of(Path.of("/etc/passwd"), Path.of("/etc/group"));

	/**
	 * Variables that control the C library in the programs that change the user, which
	 * still run as root.
	 */
	private static final Pattern OBEYED = Pattern
		.compile("LD_.*|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|MALLOC_.*|LIBCAPNG_.*");

	private static final long PROBE_SECONDS = 10;

	private final String text;

	private final int first;

	private final int last;

	private final boolean range;

	private final int group;

	private ProcessUser(String text, int first, int last, boolean range, int group) {
		this.text = text;
		this.first = first;
		this.last = last;
		this.range = range;
		this.group = group;
	}

	/**
	 * Find a user of this machine, and verify that processes can run as that user.
	 * @param text the name or the id of a user, or a range of ids such as
	 * {@code 300000-365535}
	 * @return the user
	 * @throws IllegalArgumentException if there is no such user, or processes can't run
	 * as that user
	 */
	static ProcessUser of(String text) {
		ProcessUser user = parse(text.strip());
		if (user.first < 1 || user.last < user.first) {
			throw new IllegalArgumentException(
					"\"" + text + "\" must be a user other than root, or a range of ids such as 300000-365535");
		}
		if (user.range) {
			DATABASES.forEach(user::requireUnused);
		}
		user.requireUsable();
		return user;
	}

	private static ProcessUser parse(String text) {
		Matcher range = RANGE.matcher(text);
		if (range.matches()) {
			return new ProcessUser(text, id(range.group(1)), id(range.group(2)), true, 0);
		}
		return present(text);
	}

	private static int id(String text) {
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("User id " + text + " is too large", ex);
		}
	}

	private static ProcessUser present(String name) {
		Result uid = run(List.of("id", "-u", "--", name));
		Result gid = run(List.of("id", "-g", "--", name));
		if (name.isEmpty() || uid.code != 0 || gid.code != 0) {
			throw new IllegalArgumentException("Unknown user \"" + name + "\"");
		}
		return new ProcessUser(name, id(uid.output), id(uid.output), false, id(gid.output));
	}

	// A workspace with the id of an existing user would have its permissions
	private void requireUnused(Path database) {
		try (Stream<String> lines = Files.lines(database, StandardCharsets.ISO_8859_1)) {
			lines.map((line) -> line.split(":", 4))
				.filter((fields) -> fields.length > 2 && NUMBER.matcher(fields[2]).matches())
				.filter((fields) -> isWithin(Long.parseLong(fields[2])))
				.findFirst()
				.ifPresent((fields) -> {
					throw new IllegalArgumentException("Range \"" + this.text + "\" must not contain the id "
							+ fields[2] + ", which belongs to \"" + fields[0] + "\" of " + database);
				});
		}
		catch (IOException ex) {
			// A system without this database
		}
	}

	private boolean isWithin(long id) {
		return id >= this.first && id <= this.last;
	}

	private void requireUsable() {
		String problem = "Processes can't run as user \"" + this.text + "\": ";
		if (!isRoot()) {
			throw new IllegalArgumentException(problem + "the host application is not root");
		}
		if (setpriv() == null) {
			throw new IllegalArgumentException(problem + "\"setpriv\" of util-linux is not installed");
		}
		Result probe = run(command(this.first, List.of("true")));
		if (probe.code != 0) {
			throw new IllegalArgumentException(problem + probe.output.lines().findFirst().orElse("\"setpriv\" failed"));
		}
	}

	/**
	 * Return whether this process may change its user.
	 * @return whether it runs as root
	 */
	static boolean isRoot() {
		try {
			return ownerOf(Path.of("/proc", String.valueOf(ProcessHandle.current().pid()))) == 0;
		}
		catch (IOException | UnsupportedOperationException ex) {
			return false;
		}
	}

	private static @Nullable Path setpriv() {
		return Stream.of("/usr/bin/setpriv", "/bin/setpriv")
			.map(Path::of)
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the owner of a file.
	 * @param file the file; a link is not followed
	 * @return the id of the user
	 * @throws IOException if the owner can't be read
	 */
	static int ownerOf(Path file) throws IOException {
		return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Return whether each workspace has its own id.
	 * @return whether this is a range
	 */
	boolean isRange() {
		return this.range;
	}

	/**
	 * Return whether a user belongs to a single workspace.
	 * @param uid the id of the user
	 * @return whether it is in the range
	 */
	boolean isOfOneWorkspace(int uid) {
		return this.range && isWithin(uid);
	}

	/**
	 * Make a command run as a user, without the privileges of this process.
	 * @param uid the id of the user
	 * @param command the command
	 * @return the command to run instead
	 */
	List<String> command(int uid, List<String> command) {
		List<String> result = new ArrayList<>(List.of(String.valueOf(setpriv()), "--reuid=" + uid,
				"--regid=" + (this.range ? uid : this.group), "--clear-groups", "--no-new-privs", "--inh-caps=-all",
				"--ambient-caps=-all", "--bounding-set=-all", "--"));
		result.addAll(command);
		return result;
	}

	/**
	 * Refuse variables by which a workspace could take control of the programs that start
	 * it, which run as root.
	 * @param names the names of the variables of the workspace
	 * @throws IOException if there is such a variable
	 */
	void requireHarmless(Collection<String> names) throws IOException {
		for (String name : names) {
			if (OBEYED.matcher(name).matches()) {
				throw new IOException("variable " + name + " can't be given to a workspace that runs as user \""
						+ this.text + "\", since it would be obeyed by programs that still run as root");
			}
		}
	}

	/**
	 * Set the owner of a file.
	 * @param file the file
	 * @param uid the id of the user
	 * @throws IOException if the owner can't be set
	 */
	void setOwner(Path file, int uid) throws IOException {
		Files.setAttribute(file, "unix:gid", this.range ? uid : this.group, LinkOption.NOFOLLOW_LINKS);
		Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Set the owner of the directory of a workspace, unless it is set already.
	 * @param directory the directory of a workspace
	 * @throws IOException if it has another owner, or if no id is left
	 */
	void takeOwnership(Path directory) throws IOException {
		int owner = ownerOf(directory);
		if (isWithin(owner)) {
			return;
		}
		if (owner != 0 || !isEmpty(directory)) {
			throw new IOException("Directory " + directory + " belongs to the user id " + owner + ", and not to "
					+ (this.range ? "one of " : "user ") + this.text
					+ "; delete it, or give it and all that is in it to such a user id"
					+ (this.range ? " that no other workspace has" : ""));
		}
		setOwner(directory, this.range ? unusedId(directory) : this.first);
	}

	private static boolean isEmpty(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.findAny().isEmpty();
		}
	}

	private int unusedId(Path directory) throws IOException {
		Set<Integer> used = new HashSet<>();
		try (DirectoryStream<Path> all = Files.newDirectoryStream(directory.resolveSibling("."))) {
			for (Path other : all) {
				used.add(ownerOf(other));
			}
		}
		for (int id = this.first; id <= this.last; id++) {
			if (!used.contains(id)) {
				return id;
			}
		}
		throw new IOException("Each user id of " + this.text + " has a directory in " + directory.getParent()
				+ "; delete directories of workspaces that are not needed any more, or configure a larger range");
	}

	private static Result run(List<String> command) {
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().keySet().retainAll(Set.of("PATH"));
		try {
			Process process = builder.start();
			process.getOutputStream().close();
			if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
			return new Result(process.waitFor(),
					new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
		}
		catch (IOException ex) {
			return new Result(-1, String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Result(-1, "interrupted");
		}
	}

	/**
	 * Result of a program.
	 *
	 * @param code the exit code
	 * @param output the output
	 */
	private record Result(int code, String output) {
	}

}
