package io.provisionhook.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SkippedTests}.
 */
class SkippedTestsTests {

	private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

	@TempDir
	private Path root;

	@Test
	void mainPrintsSumOfEachModuleAndReason() throws IOException {
		write("core/target/skipped-tests/1.txt", START, "2 'git' is not installed", "1 'curl' is not installed");
		write("core/target/skipped-tests/2.txt", START, "3 'git' is not installed");
		write("plugins/git/target/skipped-tests/3.txt", START.plusSeconds(1), "4 'git' is not installed");
		assertThat(print()).containsExactly("1 test skipped in core: 'curl' is not installed",
				"5 tests skipped in core: 'git' is not installed",
				"4 tests skipped in plugins/git: 'git' is not installed");
	}

	@Test
	void mainWhenFileIsOfEarlierBuildIgnoresIt() throws IOException {
		write("core/target/skipped-tests/1.txt", START.minusSeconds(1), "2 'git' is not installed");
		assertThat(print()).isEmpty();
	}

	@Test
	void mainWhenNothingWasSkippedPrintsNothing() throws IOException {
		assertThat(print()).isEmpty();
	}

	@Test
	void listenerCountsTestsOfSkippedClassAndTakesTemplateForOne() throws IOException {
		run(SkippedClass.class, ClassOfSkippedTests.class);
		assertThat(counts()).containsExactlyInAnyOrder("3 'git' is not installed", "1 'curl' is not installed");
	}

	@Test
	void listenerWhenNothingIsSkippedWritesNothing() throws IOException {
		run(ClassOfPassedTests.class);
		assertThat(this.root).isEmptyDirectory();
	}

	private void run(Class<?>... classes) {
		LauncherConfig config = LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build();
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(Stream.of(classes).map(DiscoverySelectors::selectClass).toList())
			.build();
		LauncherFactory.create(config).execute(request, new SkippedTests(this.root));
	}

	private List<String> counts() throws IOException {
		try (Stream<Path> files = Files.list(this.root)) {
			return Files.readAllLines(files.findFirst().orElseThrow());
		}
	}

	private void write(String path, Instant time, String... lines) throws IOException {
		Path file = this.root.resolve(path);
		Files.createDirectories(file.resolve("..").normalize());
		Files.write(file, List.of(lines));
		Files.setLastModifiedTime(file, FileTime.from(time));
	}

	private List<String> print() throws IOException {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		SkippedTests.print(this.root, START, new PrintStream(output, true, StandardCharsets.UTF_8));
		return output.toString(StandardCharsets.UTF_8).lines().toList();
	}

	@Disabled("'git' is not installed")
	static class SkippedClass {

		@Test
		void test() {
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 2 })
		void template(int argument) {
		}

	}

	static class ClassOfSkippedTests {

		@Test
		@Disabled("'git' is not installed")
		void disabled() {
		}

		@Test
		void aborted() {
			throw new TestAbortedException("'curl' is not installed");
		}

		@Test
		void passed() {
		}

	}

	static class ClassOfPassedTests {

		@Test
		void passed() {
		}

	}

}
