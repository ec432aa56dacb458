package io.provisionhook.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A server that all tests of a build share. The first test that needs it starts it, tests
 * of other modules find it, and it ends with the build, even if the build is killed: a
 * shell script watches the process of Maven, and the folder below {@code target} that
 * holds the address. <pre class="code">
 * String address = BuildServer.address("database", (server) -&gt; {
 *     int port = freePort();
 *     server.launch("TERM", List.of("database", "--port=" + port, "--data=" + server.directory()));
 *     awaitConnection(port, server);
 *     return "127.0.0.1:" + port;
 * });</pre>
 */
public final class BuildServer {

	// Arguments: process of the build, folder and file of the address, folder of the
	// server, signal that ends the server, command
	private static final String WATCHER = """
			trap '' INT HUP
			build=$1 folder=$2 address=$3 directory=$4 signal=$5
			shift 5
			"$@" </dev/null >"$directory/log" 2>&1 &
			server=$!
			building() { kill -0 "$build" 2>/dev/null && [ -d "$folder" ]; }
			running() { kill -0 "$server" 2>/dev/null; }
			while building && running; do sleep 1; done
			kill -s "$signal" "$server" 2>/dev/null
			seconds=0
			while running && [ $seconds -lt 30 ]; do sleep 1; seconds=$((seconds + 1)); done
			kill -s KILL "$server" 2>/dev/null
			# The process that waits for the start reads the log and removes it
			if [ -e "$address" ] || ! building; then rm -rf "$directory"; fi
			rm -f "$address"
			building || rm -rf "$folder"
			""";

	private final Path directory;

	private final Path address;

	private final ProcessHandle build;

	private BuildServer(Path directory, Path address, ProcessHandle build) {
		this.directory = directory;
		this.address = address;
		this.build = build;
	}

	/**
	 * Return the address of a server, which is started if this is the first test of the
	 * build that needs it. Other tests wait meanwhile.
	 * @param name the name of the server
	 * @param starter starts it
	 * @return what the starter has returned
	 * @throws IOException if the server can't be started
	 */
	public static String address(String name, Starter starter) throws IOException {
		ProcessHandle build = build();
		String id = build.pid() + "-" + build.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
		return address(name, starter, root().resolve("target/build-servers").resolve(id), build);
	}

	static String address(String name, Starter starter, Path folder, ProcessHandle build) throws IOException {
		// A JVM can't wait for a lock that it has
		synchronized (BuildServer.class) {
			Files.createDirectories(folder);
			Path address = folder.resolve(name);
			try (FileChannel channel = FileChannel.open(folder.resolve(name + ".lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE)) {
				// Until the channel is closed
				channel.lock();
				if (Files.exists(address)) {
					return Files.readString(address);
				}
				Path directory = Files.createTempDirectory("provisionhook-" + name + "-");
				return start(starter, new BuildServer(directory, address, build));
			}
		}
	}

	private static String start(Starter starter, BuildServer server) throws IOException {
		boolean started = false;
		try {
			String address = starter.start(server);
			Path file = server.directory.resolve("address");
			Files.writeString(file, address);
			Files.move(file, server.address, StandardCopyOption.REPLACE_EXISTING);
			started = true;
			return address;
		}
		finally {
			if (!started) {
				delete(server.directory);
			}
		}
	}

	private static void delete(Path directory) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
	}

	// That of Maven, or of the tests if they run without
	private static ProcessHandle build() {
		ProcessHandle current = ProcessHandle.current();
		return Stream.iterate(current.parent(), Optional::isPresent, (parent) -> parent.flatMap(ProcessHandle::parent))
			.flatMap(Optional::stream)
			.filter(BuildServer::isJava)
			.findFirst()
			.orElse(current);
	}

	private static boolean isJava(ProcessHandle process) {
		return process.info().command().filter((command) -> Path.of(command).endsWith("java")).isPresent();
	}

	private static Path root() {
		Path current = Path.of("").toAbsolutePath();
		return Stream.iterate(current, (folder) -> folder != null, Path::getParent)
			.filter((folder) -> Files.exists(folder.resolve("mvnw")))
			.findFirst()
			.orElse(current);
	}

	/**
	 * Return where the server keeps its files, a temporary folder that is removed after
	 * the server has ended.
	 * @return the folder
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Return what the server has said.
	 * @return the content of its log
	 */
	public String log() {
		Path log = this.directory.resolve("log");
		try {
			return Files.exists(log) ? Files.readString(log) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Run the server until the build ends. To be called once.
	 * @param signal the name of the signal that ends the server; if it takes more than 30
	 * seconds then, it is killed
	 * @param command the program and its arguments, which must stay in the foreground and
	 * end all processes that it has started
	 * @return a process that is alive as long as the server is
	 * @throws IOException if there is no shell
	 */
	public Process launch(String signal, List<String> command) throws IOException {
		List<String> watcher = new ArrayList<>(List.of("sh", "-c", WATCHER, "build-server",
				String.valueOf(this.build.pid()), String.valueOf(this.address.getParent()), this.address.toString(),
				this.directory.toString(), signal));
		watcher.addAll(command);
		return new ProcessBuilder(watcher).redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.directory(this.directory.toFile())
			.start();
	}

	/**
	 * Starts a server.
	 */
	@FunctionalInterface
	public interface Starter {

		/**
		 * Start the server and wait until it accepts connections.
		 * @param server runs the process of the server
		 * @return where the server is, in any form
		 * @throws IOException if the server can't be started
		 */
		String start(BuildServer server) throws IOException;

	}

}
