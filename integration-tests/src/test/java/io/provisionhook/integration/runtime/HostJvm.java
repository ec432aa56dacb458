package io.provisionhook.integration.runtime;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link MortalHost} in a JVM of its own.
 */
final class HostJvm implements AutoCloseable {

	private static final int LOG_LINES = 40;

	private final Path log;

	private final Process process;

	private final BufferedReader output;

	private final BufferedWriter input;

	private HostJvm(Path log, Process process) {
		this.log = log;
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
		this.input = process.outputWriter(StandardCharsets.UTF_8);
	}

	/**
	 * Start a host in a JVM with the options of this one.
	 * @param log where its log goes
	 * @param properties its properties
	 * @return the host
	 * @throws IOException if it does not start
	 */
	static HostJvm start(Path log, List<String> properties) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// Not a debugger or an agent, which can't be in both
		ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((option) -> option.startsWith("-X"))
			.forEach(command::add);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), MortalHost.class.getName()));
		properties.forEach((property) -> command.add("--" + property));
		command.add("--logging.file.name=" + log);
		command.add("--logging.threshold.console=OFF");
		return new HostJvm(log,
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start());
	}

	/**
	 * Wait until the host has taken over what an earlier one has left.
	 * @throws IOException if its output can't be read
	 */
	void awaitReady() throws IOException {
		awaitReturn();
		expect(MortalHost.READY);
	}

	/**
	 * Wait until the host is about to look for what an earlier one has left.
	 * @throws IOException if its output can't be read
	 */
	void awaitReturn() throws IOException {
		expect(MortalHost.RETURNING);
	}

	private void expect(String line) throws IOException {
		assertThat(this.output.readLine()).as("what the host says next; its log is %s", this.log).isEqualTo(line);
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
			for (String line = this.output.readLine(); line != null && !line.isEmpty(); line = this.output.readLine()) {
				String[] words = line.split(" ", -1);
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

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
