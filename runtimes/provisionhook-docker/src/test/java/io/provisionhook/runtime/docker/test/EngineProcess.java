package io.provisionhook.runtime.docker.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The daemon of an engine that keeps all it has in one directory.
 */
final class EngineProcess {

	private final Path directory;

	private final List<String> options;

	private @Nullable Process process;

	EngineProcess(Path directory, List<String> options) {
		this.directory = directory;
		this.options = options;
	}

	static Path socket(Path directory) {
		return directory.resolve("docker.sock");
	}

	/**
	 * Return what runs a daemon.
	 * @param directory where it keeps all it has
	 * @param options further options
	 * @return the program and its arguments
	 * @throws IOException if it can't be found out what the directory is part of
	 */
	static List<String> command(Path directory, List<String> options) throws IOException {
		List<String> command = new ArrayList<>(List.of("env"));
		// Registries of tests are on this machine
		System.getenv()
			.keySet()
			.stream()
			.filter((name) -> name.toUpperCase(Locale.ROOT).endsWith("_PROXY"))
			.forEach((name) -> command.add("--unset=" + name));
		command.addAll(List.of("dockerd", "--storage-driver=" + storageDriver(directory), "--iptables=false",
				"--ip6tables=false", "--bridge=none", "--data-root=" + directory.resolve("data"),
				"--exec-root=" + directory.resolve("exec"), "--pidfile=" + pidFile(directory),
				"--host=unix://" + socket(directory)));
		command.addAll(options);
		return command;
	}

	// An overlay can't be on top of another one, which tests in a container are on
	private static String storageDriver(Path directory) throws IOException {
		boolean possible = Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n")
				&& !Files.getFileStore(directory).type().equals("overlay");
		return possible ? "overlay2" : "vfs";
	}

	static Path configuration(Path directory) {
		return directory.resolve("daemon.json");
	}

	void start() throws IOException {
		List<String> command = command(this.directory, this.options);
		command.add("--config-file=" + configuration(this.directory));
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
			.start();
	}

	void requireAlive() {
		if (this.process == null || !this.process.isAlive()) {
			throw new IllegalStateException("dockerd has ended; its log is " + log());
		}
	}

	void reload() {
		signal("-HUP");
	}

	boolean isStarted() {
		return this.process != null;
	}

	Path log() {
		return this.directory.resolve("dockerd.log");
	}

	private static Path pidFile(Path directory) {
		return directory.resolve("docker.pid");
	}

	/**
	 * Ask the daemon to end. It ends its containers first.
	 */
	void stop() {
		if (this.process != null) {
			this.process.destroy();
			awaitEnd(this.process);
			this.process = null;
		}
	}

	/**
	 * Kill the daemon, and with it the one that it keeps containers by. Containers that
	 * run go on running.
	 * @throws IOException if its files can't be read
	 */
	void kill() throws IOException {
		if (this.process != null) {
			Path containerdFile = this.directory.resolve("exec/containerd/containerd.pid");
			String containerd = Files.readString(containerdFile).strip();
			this.process.destroyForcibly();
			awaitEnd(this.process);
			DockerEngine.patiently().until(() -> !isAlive(containerd));
			// Their numbers may be those of zombies, which the next daemon takes for
			// alive
			Files.deleteIfExists(containerdFile);
			Files.deleteIfExists(pidFile(this.directory));
			this.process = null;
		}
	}

	private static boolean isAlive(String pid) {
		return stateOf(Path.of("/proc", pid)) != 'Z';
	}

	// Those who have gone entirely are as dead as zombies
	private static char stateOf(Path process) {
		try {
			String text = Files.readString(process.resolve("stat"));
			return text.charAt(text.lastIndexOf(')') + 2);
		}
		catch (IOException ex) {
			return 'Z';
		}
	}

	/**
	 * Suspend the daemon until {@link #thaw()}.
	 */
	void freeze() {
		signal("-STOP");
		DockerEngine.patiently().until(this::isFrozen);
	}

	// A signal takes its time until it has reached the last thread
	private boolean isFrozen() throws IOException {
		if (this.process == null) {
			return true;
		}
		try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(this.process.pid()), "task"))) {
			return threads.allMatch((thread) -> stateOf(thread) == 'T');
		}
	}

	void thaw() {
		signal("-CONT");
	}

	private void signal(String signal) {
		if (this.process != null) {
			Commands.run("kill", signal, String.valueOf(this.process.pid()));
		}
	}

	private static void awaitEnd(Process process) {
		try {
			if (!process.waitFor(60, TimeUnit.SECONDS)) {
				throw new IllegalStateException("dockerd does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
