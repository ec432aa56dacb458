package io.provisionhook.runtime.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.runtime.kubernetes.test.KubernetesClusterExtension;
import io.provisionhook.runtime.kubernetes.test.TestNamespace;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of connections to the API server that are open on one side only, as after the
 * restart of a firewall: what is sent on them is lost, but new connections work.
 */
@ExtendWith(KubernetesClusterExtension.class)
class DeadConnectionTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final TestNamespace namespace;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<Connection> connections = new CopyOnWriteArrayList<>();

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Path kubeconfig = Files.createTempFile("kubeconfig-", ".yaml");

	DeadConnectionTests(TestNamespace namespace) throws IOException {
		this.namespace = namespace;
		URI api = URI.create(namespace.client().getMasterUrl().toString());
		Files.writeString(this.kubeconfig, Files.readString(namespace.kubeconfig())
			.replace(":" + api.getPort(), ":" + this.server.getLocalPort()));
		this.threads.execute(() -> accept(api));
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
		this.connections.forEach(Connection::close);
		Files.delete(this.kubeconfig);
		Pods.removeAll(this.namespace);
	}

	@Test
	void endOfPodIsNoticedAndNextPodStarts() throws Exception {
		KubernetesRuntime.Builder builder = Pods.shell(this.namespace, "sleep 1; exit 3")
			.kubeconfig(this.kubeconfig)
			.responseTimeout(Duration.ofSeconds(1));
		builder.watchPeriod = Duration.ofSeconds(2);
		try (KubernetesRuntime runtime = builder.build()) {
			CompletionStage<WorkspaceExit> exit = runtime.start(Pods.launch(Pods.id()));
			this.connections.forEach((connection) -> connection.dead = true);
			assertThat(Pods.exit(exit)).isEqualTo(new WorkspaceExit(3));
			assertThat(Pods.exit(runtime.start(Pods.launch(Pods.id())))).isEqualTo(new WorkspaceExit(3));
		}
	}

	private void accept(URI api) {
		while (!this.server.isClosed()) {
			try {
				Connection connection = new Connection(this.server.accept(), new Socket(api.getHost(), api.getPort()));
				this.connections.add(connection);
				this.threads.execute(() -> connection.copy(connection.client, connection.api));
				this.threads.execute(() -> connection.copy(connection.api, connection.client));
			}
			catch (IOException ex) {
				// The test has ended
			}
		}
	}

	/**
	 * A connection that can die without a word.
	 */
	private static final class Connection {

		private final Socket client;

		private final Socket api;

		private volatile boolean dead;

		Connection(Socket client, Socket api) {
			this.client = client;
			this.api = api;
		}

		void copy(Socket from, Socket to) {
			byte[] chunk = new byte[65536];
			try {
				InputStream input = from.getInputStream();
				OutputStream output = to.getOutputStream();
				for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
					if (!this.dead) {
						output.write(chunk, 0, length);
						output.flush();
					}
				}
			}
			catch (IOException ex) {
				// The other side has closed it
			}
			if (!this.dead) {
				close();
			}
		}

		void close() {
			try (this.client; this.api) {
				this.dead = true;
			}
			catch (IOException ex) {
				// It is closed already
			}
		}

	}

}
