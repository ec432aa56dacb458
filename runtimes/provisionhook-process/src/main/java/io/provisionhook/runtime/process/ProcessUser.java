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
 * The user that processes of workspaces run as: one for all, or an id of its own for
 * each. Which id a workspace has is what its directory belongs to, so that it survives
 * this host application and nobody else gets it while there are files of that id.
 * Immutable.
 */
final class ProcessUser {

	private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	private static final List<Path> DATABASES = List.of(Path.of("/etc/passwd"), Path.of("/etc/group"));

	/**
	 * What the C library obeys in the programs that change the user, which are still
	 * root's.
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
	 * Find a user on this machine, and make sure that processes can be run as it.
	 * @param text the name or the id of a user, or a range of ids such as
	 * {@code 300000-365535}
	 * @return the user
	 * @throws IllegalArgumentException if that is not possible
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

	// A workspace with the id of somebody would be that one
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
			// There are no such users then
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
	 * Return who a file belongs to.
	 * @param file the file, itself if it is a link
	 * @return the id of the user
	 * @throws IOException if that can't be read
	 */
	static int ownerOf(Path file) throws IOException {
		return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Return whether each workspace has an id of its own.
	 * @return whether it has
	 */
	boolean isRange() {
		return this.range;
	}

	/**
	 * Return whether a user is one that a single workspace has.
	 * @param uid the id of the user
	 * @return whether it is
	 */
	boolean isOfOneWorkspace(int uid) {
		return this.range && isWithin(uid);
	}

	/**
	 * Make a command run as a user, with none of the privileges of this process.
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
	 * Refuse variables with which a workspace could take over the programs that start it.
	 * @param names the names of its variables
	 * @throws IOException if there is one
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
	 * Give a file to the user.
	 * @param file the file
	 * @param uid the id of the user
	 * @throws IOException if that is not possible
	 */
	void give(Path file, int uid) throws IOException {
		Files.setAttribute(file, "unix:gid", this.range ? uid : this.group, LinkOption.NOFOLLOW_LINKS);
		Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
	}

	/**
	 * Make sure that a directory belongs to the user, after it was made or found.
	 * @param directory the directory of a workspace
	 * @throws IOException if it belongs to somebody else, or if each id has a directory
	 */
	void own(Path directory) throws IOException {
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
		give(directory, this.range ? unusedId(directory) : this.first);
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
	 * How a program has ended.
	 *
	 * @param code its exit code
	 * @param output what it has written
	 */
	private record Result(int code, String output) {
	}

}
