package io.provisionhook.runtime.docker.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import io.provisionhook.testsupport.BuildServer;
import io.provisionhook.testsupport.InstalledTool;

/**
 * A Docker engine for the tests of one module. Its only registries and networks are made
 * by tests, and it shares nothing with another engine of the machine. Modules that share
 * it have owners of their own, and see only their containers.
 */
public sealed class DockerEngine permits OwnDockerEngine {

	private static final String OWNER_LABEL = "io.provisionhook.owner";

	private final String owner = ProcessHandle.current().pid() + "-test";

	private final Path socket;

	private final DockerClient client;

	private final TestImages images;

	DockerEngine(Path directory) {
		this.socket = EngineProcess.socket(directory);
		this.client = clientOf(host());
		this.images = new TestImages(this.client);
	}

	private static DockerClient clientOf(String host) {
		DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host).build();
		return DockerClientImpl.getInstance(config,
				new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build());
	}

	static void needPrograms() {
		InstalledTool.need("dockerd");
		InstalledTool.need("dockerd", InstalledTool.isInstalled("busybox"), "'busybox' is not installed");
		InstalledTool.need("dockerd", "root".equals(System.getProperty("user.name")), "the tests do not run as root");
	}

	/**
	 * Return the engine that all tests of a build share.
	 * @return the engine
	 */
	static DockerEngine shared() {
		try {
			return new DockerEngine(Path.of(BuildServer.address("engine", DockerEngine::launch)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String launch(BuildServer server) throws IOException {
		List<String> command = new ArrayList<>();
		// What it mounts goes with it, so that its directory can be deleted
		command.addAll(List.of("unshare", "--mount", "--propagation", "private"));
		command.addAll(EngineProcess.command(server.directory(), List.of()));
		Process process = server.launch("TERM", command);
		new DockerEngine(server.directory()).awaitStart(() -> {
			if (!process.isAlive()) {
				throw new IllegalStateException("dockerd has ended; it said: " + server.log());
			}
		});
		return server.directory().toString();
	}

	final void awaitStart(Runnable requireAlive) {
		patiently().until(() -> {
			requireAlive.run();
			return isUp();
		});
	}

	final boolean isUp() {
		try {
			this.client.pingCmd().exec();
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	static ConditionFactory patiently() {
		return Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.atMost(Duration.ofMinutes(2));
	}

	/**
	 * Return the address of the engine.
	 * @return the address, for the property {@code provisionhook.docker.host}
	 */
	public final String host() {
		return "unix://" + this.socket;
	}

	/**
	 * Return whose containers the tests of this module have to create.
	 * @return the owner, for the property {@code provisionhook.docker.owner}; it may be
	 * extended
	 */
	public final String owner() {
		return this.owner;
	}

	/**
	 * Return the owner label for containers that tests create without a runtime.
	 * @return the label
	 */
	public final Map<String, String> label() {
		return Map.of(OWNER_LABEL, this.owner);
	}

	/**
	 * Return a client to look at the engine with.
	 * @return the client
	 */
	public final DockerClient client() {
		return this.client;
	}

	/**
	 * Return images for this engine.
	 * @return the images
	 */
	public final TestImages images() {
		return this.images;
	}

	/**
	 * Record what happens from now on.
	 * @return the events, to be closed
	 */
	public final EngineEvents record() {
		return EngineEvents.of(this);
	}

	/**
	 * Return all containers of this module, ended ones included.
	 * @return the containers
	 */
	public final List<Container> containers() {
		return this.client.listContainersCmd()
			.withShowAll(true)
			.exec()
			.stream()
			.filter((container) -> isOurs(container.getLabels()))
			.toList();
	}

	final boolean isOurs(Map<String, String> labels) {
		return labels.getOrDefault(OWNER_LABEL, "").startsWith(this.owner);
	}

	/**
	 * Return all that the engine knows about a container, as its API gives it.
	 * @param container the name of the container
	 * @return the JSON
	 */
	public final String inspect(String container) {
		String request = "GET /containers/" + container + "/json HTTP/1.0\r\n\r\n";
		try (SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(this.socket))) {
			engine.write(StandardCharsets.UTF_8.encode(request));
			return new String(Channels.newInputStream(engine).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Remove all containers of this module.
	 */
	public final void removeContainers() {
		containers().parallelStream().forEach((container) -> remove(container.getId()));
	}

	private void remove(String id) {
		try {
			this.client.removeContainerCmd(id).withForce(true).exec();
		}
		catch (NotFoundException ex) {
			// A runtime that a test has closed was about to remove it
		}
	}

	final void closeClient() {
		try {
			this.client.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
