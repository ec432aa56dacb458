package io.provisionhook.runtime.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessRuntime}: the place of its workspaces, and generations.
 */
@Timeout(120)
class ProcessLocationTests {

	@RegisterExtension
	final LogCapture log = new LogCapture();

	@TempDir
	private Path directory;

	private ProcessRuntime runtime() {
		return ProcessRuntime.builder()
			.template("default", List.of("/bin/sleep", "600"))
			.directory(this.directory)
			.shutdownHook(false)
			.build();
	}

	@Test
	void directoryIsTheSamePlaceForTheNextHost() throws IOException {
		String location;
		try (ProcessRuntime before = runtime()) {
			location = before.location();
			assertThat(location).startsWith("process ").isEqualTo(before.location());
		}
		try (ProcessRuntime next = runtime()) {
			assertThat(next.location()).isEqualTo(location);
		}
	}

	@Test
	void directoryThatAnotherHostUsesIsNotTheSamePlace() throws IOException {
		try (ProcessRuntime first = runtime(); ProcessRuntime second = runtime()) {
			assertThat(second.location()).isNotEqualTo(first.location());
		}
		assertThat(this.log.lines()).hasSize(1);
	}

	@Test
	void temporaryDirectoryIsAPlaceOfItsOwn() throws IOException {
		try (ProcessRuntime first = ProcessRuntime.builder().template("default", List.of("sleep")).build();
				ProcessRuntime second = ProcessRuntime.builder().template("default", List.of("sleep")).build()) {
			assertThat(first.location()).isEqualTo(first.location()).isNotEqualTo(second.location());
		}
	}

}
