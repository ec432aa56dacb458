package io.provisionhook.integration.runtime;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link MortalHost} in a JVM of its own.
 */
final class HostJvm implements AutoCloseable {

	/**
	 * What hosts with a short lease need for themselves: a host that does not get its
	 * turn for the time of a lease is taken for dead.
	 */
	static final String PROCESSORS = "processors";

	private static final int LOG_LINES = 40;

	private static final List<String> APART = List.of("unshare", "--pid", "--fork", "--kill-child");

	private final Path log;

	private final Process process;

	private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();

	private final BufferedWriter input;

	private boolean frozen;

	private HostJvm(Path log, Process process) {
		this.log = log;
		this.process = process;
		Thread reader = new Thread(this::read, "output of " + process.pid());
		reader.setDaemon(true);
		reader.start();
		this.input = process.outputWriter(StandardCharsets.UTF_8);
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
			reader.lines().map(Optional::of).forEach(this.output::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// It was killed
		}
		this.output.add(Optional.empty());
	}

	/**
	 * Start a host in a JVM with the options of this one.
	 * @param log where its log goes
	 * @param properties its properties
	 * @return the host
	 * @throws IOException if it does not start
	 */
	static HostJvm start(Path log, List<String> properties) throws IOException {
		return start(log, properties, List.of());
	}

	/**
	 * Start a host that can't see the processes of other hosts, as on another machine, so
	 * that only its lease tells them whether it lives.
	 * @param log where its log goes
	 * @param properties its properties
	 * @return the host
	 * @throws IOException if it does not start
	 */
	static HostJvm startApart(Path log, List<String> properties) throws IOException {
		return start(log, properties, APART);
	}

	/**
	 * Start a host apart whose clock is wrong. Its monotonic clock is not.
	 * @param log where its log goes
	 * @param offset how much it is wrong, such as {@code +10m}
	 * @param properties its properties
	 * @return the host
	 * @throws IOException if it does not start
	 */
	static HostJvm startWithWrongClock(Path log, String offset, List<String> properties) throws IOException {
		List<String> prefix = new ArrayList<>(APART);
		// Not by the program of the library, whose semaphore has the id of the process
		prefix.addAll(List.of("env", "LD_PRELOAD=" + libfaketime(), "FAKETIME=" + offset,
				"FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_FORCE_MONOTONIC_FIX=0"));
		return start(log, properties, prefix);
	}

	private static Path libfaketime() throws IOException {
		try (DirectoryStream<Path> architectures = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
			for (Path architecture : architectures) {
				Path library = architecture.resolve("faketime/libfaketime.so.1");
				if (Files.exists(library)) {
					return library;
				}
			}
		}
		throw new IOException("libfaketime is not where Debian has it");
	}

	private static HostJvm start(Path log, List<String> properties, List<String> prefix) throws IOException {
		List<String> command = new ArrayList<>(prefix);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// Not a debugger or an agent, which can't be in both
		ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((option) -> option.startsWith("-X"))
			.forEach(command::add);
		// Its file has the id of the process, which is the same for all that are apart
		command.addAll(
				List.of("-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), MortalHost.class.getName()));
		properties.forEach((property) -> command.add("--" + property));
		command.add("--logging.file.name=" + log);
		command.add("--logging.config=classpath:logback-host.xml");
		return new HostJvm(log,
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start());
	}

	/**
	 * Wait until the host has taken over what an earlier one has left.
	 */
	void awaitReady() {
		awaitReturn();
		expect(MortalHost.READY);
	}

	/**
	 * Wait until the host is about to look for what an earlier one has left.
	 */
	void awaitReturn() {
		expect(MortalHost.RETURNING);
	}

	private void expect(String line) {
		assertThat(nextLine()).as(() -> "what the host says next; its log ends with\n" + endOfLog()).isEqualTo(line);
	}

	// A test would wait for ever in a read, which can't be interrupted
	private String nextLine() {
		try {
			Optional<String> line = this.output.poll(3, TimeUnit.MINUTES);
			return (line != null) ? line.orElse("nothing, since it has ended") : "nothing for 3 minutes";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
	}

	void create(int count) throws IOException {
		send("create " + count);
	}

	void restart(int count) throws IOException {
		send("restart " + count);
	}

	/**
	 * Wait until some workspaces have begun to run.
	 * @param count how many since the last ones were created
	 * @throws IOException if the host can't be asked
	 */
	void awaitRunning(int count) throws IOException {
		send("await " + count);
		expect(MortalHost.RUNNING);
	}

	List<Observed> list() {
		try {
			send("list");
			List<Observed> workspaces = new ArrayList<>();
			for (String line = nextLine(); !line.isEmpty(); line = nextLine()) {
				String[] words = line.split(" ", -1);
				assertThat(words).as(() -> "what the host lists; its log ends with\n" + endOfLog()).hasSize(3);
				workspaces.add(new Observed(words[0], WorkspaceState.valueOf(words[1]),
						new String(Base64.getDecoder().decode(words[2]), StandardCharsets.UTF_8)));
			}
			return workspaces;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return what is to be known if a workspace is not as it must be.
	 * @return the end of the log of this host and those before it
	 */
	String endOfLog() {
		try {
			List<String> lines = Files.readAllLines(this.log);
			return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void send(String line) throws IOException {
		this.input.write(line + "\n");
		this.input.flush();
	}

	/**
	 * Kill the host after some time.
	 * @param delayMillis the time
	 * @throws InterruptedException if the thread is interrupted
	 */
	void killAfter(long delayMillis) throws InterruptedException {
		assertThat(this.process.waitFor(delayMillis, TimeUnit.MILLISECONDS)).as("the host has ended by itself")
			.isFalse();
		close();
	}

	/**
	 * Freeze the host, as a machine does that is suspended.
	 */
	void freeze() {
		this.frozen = true;
		signal("STOP");
	}

	void thaw() {
		signal("CONT");
		this.frozen = false;
	}

	/**
	 * Return whether the host can't answer now.
	 * @return whether it is frozen or dead
	 */
	boolean isSilent() {
		return this.frozen || !this.process.isAlive();
	}

	/**
	 * Stop the host as its platform does, and wait for its end.
	 */
	void terminate() {
		signal("TERM");
		this.process.onExit().join();
	}

	private void signal(String signal) {
		ProcessHandle jvm = this.process.children().findFirst().orElse(this.process.toHandle());
		try {
			assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(jvm.pid())).start().waitFor()).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void awaitMoment(FreezingRuntime.Moment moment) {
		expect(moment.name());
	}

	void goOn() throws IOException {
		send("go");
	}

	void stop(String id) throws IOException {
		send("stop " + id);
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
