package io.provisionhook.runtime.docker.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.provisionhook.testsupport.InstalledTool;

/**
 * A Docker engine that no other tests share, since it is stopped, killed or stuck, or has
 * options of its own.
 */
public final class OwnDockerEngine extends DockerEngine implements AutoCloseable {

	private final Path directory;

	private final EngineProcess process;

	private OwnDockerEngine(Path directory, List<String> options) {
		super(directory);
		this.directory = directory;
		this.process = new EngineProcess(directory, options);
	}

	/**
	 * Start an engine. A test that has none on its machine is skipped, or fails if the
	 * system property {@value InstalledTool#REQUIRED} lists {@code dockerd}.
	 * @param directory where it keeps all that it has, with a short path
	 * @param options further options of {@code dockerd}
	 * @return the engine
	 */
	public static OwnDockerEngine start(Path directory, String... options) {
		needPrograms();
		OwnDockerEngine engine = new OwnDockerEngine(directory, List.of(options));
		try {
			engine.configure(false);
			engine.startAgain();
			return engine;
		}
		catch (IOException | RuntimeException | Error ex) {
			engine.end();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Have containers go on running when the engine ends, or not.
	 * @param liveRestore whether they go on running
	 */
	public void setLiveRestore(boolean liveRestore) {
		try {
			configure(liveRestore);
			this.process.reload();
			patiently().until(() -> client().infoCmd().exec().getRawValues().get("LiveRestoreEnabled"),
					(enabled) -> Objects.equals(enabled, liveRestore));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void configure(boolean liveRestore) throws IOException {
		Files.writeString(EngineProcess.configuration(this.directory), "{\"live-restore\": " + liveRestore + "}");
	}

	/**
	 * Stop the engine, which stops its containers.
	 */
	public void stop() {
		this.process.stop();
	}

	/**
	 * Kill the engine. Its containers go on running.
	 */
	public void kill() {
		try {
			this.process.kill();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start the engine again after it was stopped or killed.
	 */
	public void startAgain() {
		try {
			this.process.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		awaitStart(this.process::requireAlive);
	}

	/**
	 * Make the engine as it was when it was started, whatever a test has done to it.
	 */
	public void reset() {
		if (this.process.isStarted()) {
			this.process.thaw();
		}
		else {
			startAgain();
		}
		setLiveRestore(false);
		removeContainers();
	}

	/**
	 * Have the engine do nothing, as if it were stuck.
	 */
	public void freeze() {
		this.process.freeze();
	}

	/**
	 * Have the engine go on after it was frozen.
	 */
	public void thaw() {
		this.process.thaw();
	}

	/**
	 * Return what the engine has logged.
	 * @return its log
	 */
	public String log() {
		try {
			return Files.readString(this.process.log());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		if (this.process.isStarted()) {
			removeContainers();
		}
		end();
	}

	private void end() {
		this.process.stop();
		closeClient();
		unmount();
	}

	// Engines leave mounts behind, which prevent the deletion of the directory
	private void unmount() {
		try {
			Files.readAllLines(Path.of("/proc/mounts"))
				.stream()
				.map((line) -> line.split(" ", -1)[1])
				.filter((mount) -> mount.startsWith(this.directory + "/"))
				.sorted(Comparator.reverseOrder())
				.forEach((mount) -> Commands.run("umount", "--lazy", mount));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
