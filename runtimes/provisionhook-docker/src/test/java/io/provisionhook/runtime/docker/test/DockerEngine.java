package io.provisionhook.runtime.docker.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.awaitility.Awaitility;

import io.provisionhook.testsupport.InstalledTool;

/**
 * A Docker engine of a test's own. It has no registry and no network but those that the
 * test makes, and shares nothing with another engine of the machine.
 */
public final class DockerEngine implements AutoCloseable {

	private final Path directory;

	private final EngineProcess process;

	private final DockerClient client;

	private final TestImages images;

	private DockerEngine(Path directory, List<String> options) {
		this.directory = directory;
		this.process = new EngineProcess(directory, options);
		this.client = clientOf(host());
		this.images = new TestImages(this.client);
	}

	private static DockerClient clientOf(String host) {
		DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host).build();
		return DockerClientImpl.getInstance(config,
				new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build());
	}

	/**
	 * Start an engine. A test that has none on its machine is skipped, or fails if the
	 * system property {@value InstalledTool#REQUIRED} lists {@code dockerd}.
	 * @param directory where it keeps all that it has, with a short path; created if it
	 * is not there
	 * @param options further options of {@code dockerd}
	 * @return the engine
	 */
	public static DockerEngine start(Path directory, String... options) {
		needPrograms();
		DockerEngine engine = new DockerEngine(directory, List.of(options));
		engine.startAgain();
		return engine;
	}

	static void needPrograms() {
		InstalledTool.need("dockerd");
		InstalledTool.need("dockerd", InstalledTool.isInstalled("busybox"), "'busybox' is not installed");
		InstalledTool.need("dockerd", "root".equals(System.getProperty("user.name")), "the tests do not run as root");
	}

	/**
	 * Return the address of the engine.
	 * @return the address, for the property {@code provisionhook.docker.host}
	 */
	public String host() {
		return "unix://" + this.process.socket();
	}

	/**
	 * Return a client to look at the engine with.
	 * @return the client
	 */
	public DockerClient client() {
		return this.client;
	}

	/**
	 * Return images for this engine.
	 * @return the images
	 */
	public TestImages images() {
		return this.images;
	}

	/**
	 * Record what happens from now on.
	 * @return the events, to be closed
	 */
	public EngineEvents record() {
		return EngineEvents.of(this.client);
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
		Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(60)).until(this::isUp);
	}

	private boolean isUp() {
		this.process.requireAlive();
		try {
			this.client.pingCmd().exec();
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
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
	 * Return all containers of the engine, ended ones included.
	 * @return the containers
	 */
	public List<Container> containers() {
		return this.client.listContainersCmd().withShowAll(true).exec();
	}

	/**
	 * Return all that the engine knows about a container, as its API gives it.
	 * @param container the name of the container
	 * @return the JSON
	 */
	public String inspect(String container) {
		String request = "GET /containers/" + container + "/json HTTP/1.0\r\n\r\n";
		try (SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(this.process.socket()))) {
			engine.write(StandardCharsets.UTF_8.encode(request));
			return new String(Channels.newInputStream(engine).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Remove all containers.
	 */
	public void removeContainers() {
		for (Container container : containers()) {
			this.client.removeContainerCmd(container.getId()).withForce(true).exec();
		}
	}

	@Override
	public void close() {
		try {
			if (isUp()) {
				removeContainers();
			}
		}
		catch (IllegalStateException ex) {
			// The test has stopped it for good
		}
		this.process.stop();
		closeClient();
		unmount();
	}

	private void closeClient() {
		try {
			this.client.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// Engines leave mounts behind, and nobody could delete the directory then
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
