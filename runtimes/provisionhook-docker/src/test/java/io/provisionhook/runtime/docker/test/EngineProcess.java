package io.provisionhook.runtime.docker.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
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

	Path socket() {
		return this.directory.resolve("docker.sock");
	}

	void start() throws IOException {
		Files.createDirectories(this.directory);
		List<String> command = new ArrayList<>(List.of("dockerd", "--storage-driver=vfs", "--iptables=false",
				"--ip6tables=false", "--bridge=none", "--data-root=" + this.directory.resolve("data"),
				"--exec-root=" + this.directory.resolve("exec"), "--pidfile=" + pidFile(),
				"--host=unix://" + socket()));
		command.addAll(this.options);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
		builder.environment().keySet().removeIf((name) -> name.toUpperCase(Locale.ROOT).endsWith("_PROXY"));
		this.process = builder.start();
	}

	void requireAlive() {
		if (this.process == null || !this.process.isAlive()) {
			throw new IllegalStateException("dockerd has ended; its log is " + log());
		}
	}

	private Path log() {
		return this.directory.resolve("dockerd.log");
	}

	private Path pidFile() {
		return this.directory.resolve("docker.pid");
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
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !isAlive(containerd));
			// Their numbers may be those of zombies, which the next daemon takes for
			// alive
			Files.deleteIfExists(containerdFile);
			Files.deleteIfExists(pidFile());
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
	 * Have the daemon do nothing until it is told to go on.
	 */
	void freeze() {
		signal("-STOP");
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::isFrozen);
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
