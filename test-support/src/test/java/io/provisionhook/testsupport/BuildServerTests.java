package io.provisionhook.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link BuildServer}.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class BuildServerTests {

	@TempDir
	private Path directory;

	private Path folder;

	private Process build;

	private final AtomicInteger starts = new AtomicInteger();

	@SuppressWarnings("NullAway.Init")
	private volatile Process watcher;

	@SuppressWarnings("NullAway.Init")
	private volatile Path files;

	@BeforeEach
	void startBuild() throws IOException {
		this.folder = this.directory.resolve("target/build");
		this.build = new ProcessBuilder("sleep", "600").start();
	}

	@AfterEach
	void endBuild() throws InterruptedException {
		this.build.destroy();
		if (this.watcher != null) {
			this.watcher.waitFor();
		}
	}

	@Test
	void serverIsStartedOnceForAllWhoNeedIt() {
		List<CompletableFuture<String>> addresses = IntStream.range(0, 4)
			.mapToObj((number) -> CompletableFuture.supplyAsync(this::address))
			.toList();
		assertThat(addresses).extracting(CompletableFuture::join).containsOnly("server 1");
		assertThat(this.watcher.isAlive()).isTrue();
	}

	@Test
	void serverEndsAndLeavesNothingWhenTheBuildIsKilled() throws InterruptedException {
		address();
		this.build.destroyForcibly();
		this.watcher.waitFor();
		assertThat(this.watcher.descendants()).isEmpty();
		assertThat(this.files).doesNotExist();
		assertThat(this.folder).doesNotExist();
	}

	@Test
	void serverEndsWhenTheFolderOfItsAddressIsRemoved() throws IOException, InterruptedException {
		address();
		Files.delete(this.folder.resolve("test"));
		Files.delete(this.folder.resolve("test.lock"));
		Files.delete(this.folder);
		this.watcher.waitFor();
		assertThat(this.files).doesNotExist();
	}

	@Test
	void serverThatHasEndedIsStartedAgain() throws InterruptedException {
		String untilItIsKnown = "until [ -e '" + this.folder.resolve("test") + "' ]; do sleep 0.01; done";
		assertThat(address("sh", "-c", untilItIsKnown)).isEqualTo("server 1");
		this.watcher.waitFor();
		assertThat(this.files).doesNotExist();
		assertThat(address()).isEqualTo("server 2");
	}

	@Test
	void failureToStartLeavesNothing() {
		assertThatIllegalStateException().isThrownBy(() -> BuildServer.address("test", (server) -> {
			this.files = server.directory();
			awaitEnd(server.launch("TERM", List.of("sh", "-c", "echo 'no room'; exit 1")));
			throw new IllegalStateException("Server said: " + server.log());
		}, this.folder, this.build.toHandle())).withMessage("Server said: no room\n");
		assertThat(this.files).doesNotExist();
		assertThat(address()).isEqualTo("server 1");
	}

	@Test
	void serverOfThisBuildIsFoundByName() throws IOException {
		String name = "test-" + ProcessHandle.current().pid();
		assertThat(BuildServer.address(name, (server) -> {
			server.launch("TERM", List.of("sleep", "600"));
			return "here";
		})).isEqualTo("here");
		assertThat(BuildServer.address(name, (server) -> "there")).isEqualTo("here");
	}

	private String address() {
		return address("sleep", "600");
	}

	private String address(String... command) {
		try {
			return BuildServer.address("test", (server) -> {
				this.files = server.directory();
				this.watcher = server.launch("TERM", List.of(command));
				return "server " + this.starts.incrementAndGet();
			}, this.folder, this.build.toHandle());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitEnd(Process process) {
		try {
			assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
