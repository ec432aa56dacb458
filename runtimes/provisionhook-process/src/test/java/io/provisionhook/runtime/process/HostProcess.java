package io.provisionhook.runtime.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Registry;
import io.provisionhook.workspace.WorkspaceHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A {@link HostApplication} in a JVM of its own.
 */
final class HostProcess implements AutoCloseable {

	private static final List<Class<?>> CLASSES = List.of(HostApplication.class, ProcessRuntime.class,
			WorkspaceHandler.class, Registry.class);

	private final Process process;

	private final BufferedReader output;

	private HostProcess(Process process) {
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
	}

	static HostProcess start(String mode, Path temporary, Map<String, String> environment) throws Exception {
		return start(List.of(), mode, temporary, environment);
	}

	/**
	 * Start a host in a session whose leader has ended, or soon will have.
	 * @param mode what it does
	 * @param temporary its temporary directory
	 * @param environment what it has in its environment beside that of this JVM
	 * @return the host
	 * @throws Exception if it does not start
	 */
	static HostProcess startInSessionWithoutLeader(String mode, Path temporary, Map<String, String> environment)
			throws Exception {
		// The output of a process is closed when it ends, and cat ends with the host
		return start(List.of("sh", "-c", "setsid sh -c '\"$@\" &' sh \"$@\" | cat", "sh"), mode, temporary,
				environment);
	}

	static HostProcess startAs(String user, String mode, Path temporary, Map<String, String> environment)
			throws Exception {
		return start(List.of("setpriv", "--reuid=" + user, "--clear-groups"), mode, temporary, environment);
	}

	/**
	 * Start a host that is process 1 of what it sees of the machine.
	 * @param mode what it does
	 * @param temporary its temporary directory
	 * @return the host
	 * @throws Exception if it does not start
	 */
	static HostProcess startAsInit(String mode, Path temporary) throws Exception {
		return start(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"), mode, temporary, Map.of());
	}

	/**
	 * Start a host by another program.
	 * @param launcher the program and its arguments, in front of those of the host
	 * @param mode what the host does
	 * @param temporary its temporary directory
	 * @param environment what it has in its environment beside that of this JVM
	 * @return the host
	 * @throws Exception if it does not start
	 */
	static HostProcess start(List<String> launcher, String mode, Path temporary, Map<String, String> environment)
			throws Exception {
		List<String> command = new ArrayList<>(launcher);
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		// What another user needs is not in a local repository, which is closed to it
		List<String> classPath = new ArrayList<>();
		for (Class<?> type : CLASSES) {
			classPath.add(locationOf(type).toString());
		}
		command.addAll(List.of(java, "-Djava.io.tmpdir=" + temporary, "-cp", String.join(":", classPath),
				HostApplication.class.getName(), mode));
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().putAll(environment);
		return new HostProcess(builder.start());
	}

	/**
	 * Need that another user can read the classes of hosts.
	 */
	static void needReadableClasses() throws IOException, URISyntaxException {
		for (Class<?> type : CLASSES) {
			for (Path path = locationOf(type); path != null; path = path.getParent()) {
				assumeThat(!Files.isDirectory(path) || PrivateFiles.isEntered(path)).as("others may enter " + path)
					.isTrue();
			}
		}
	}

	private static Path locationOf(Class<?> type) throws URISyntaxException {
		return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

	@Nullable String readLine() throws IOException {
		return this.output.readLine();
	}

	void writeLine() throws IOException {
		this.process.outputWriter().append('\n').flush();
	}

	void terminate() {
		this.process.destroy();
	}

	void kill() {
		this.process.destroyForcibly();
	}

	int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(120, TimeUnit.SECONDS)).isTrue();
		return this.process.exitValue();
	}

	@Override
	public void close() {
		kill();
	}

}
