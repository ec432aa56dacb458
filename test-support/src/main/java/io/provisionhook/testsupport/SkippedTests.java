package io.provisionhook.testsupport;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts tests that are skipped, by the reason that they give. Each test run of a module
 * leaves its counts in a file, and the end of the build prints one line a module and
 * reason.
 */
public final class SkippedTests implements TestExecutionListener {

	private static final Path DIRECTORY = Path.of("target", "skipped-tests");

	// A module is at most one folder below another
	private static final int DEPTH = 5;

	private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final Path directory;

	private @Nullable TestPlan plan;

	public SkippedTests() {
		this(DIRECTORY);
	}

	SkippedTests(Path directory) {
		this.directory = directory;
	}

	@Override
	public void testPlanExecutionStarted(TestPlan plan) {
		this.plan = plan;
	}

	@Override
	public void executionSkipped(TestIdentifier test, String reason) {
		add(test, reason);
	}

	@Override
	public void executionFinished(TestIdentifier test, TestExecutionResult result) {
		if (result.getStatus() == Status.ABORTED) {
			add(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
		}
	}

	// A container that is skipped is reported once, not by its tests; a template's tests
	// are not known yet, and it counts as one
	private void add(TestIdentifier skipped, String reason) {
		TestPlan current = Objects.requireNonNull(this.plan);
		long tests = Stream.concat(Stream.of(skipped), current.getDescendants(skipped).stream())
			.filter((test) -> current.getChildren(test).isEmpty())
			.count();
		this.counts.computeIfAbsent(reason.lines().findFirst().orElse(""), (key) -> new LongAdder()).add(tests);
	}

	@Override
	public void testPlanExecutionFinished(TestPlan finished) {
		if (this.counts.isEmpty()) {
			return;
		}
		List<String> lines = this.counts.entrySet()
			.stream()
			.map((entry) -> entry.getValue().sum() + " " + entry.getKey())
			.toList();
		try {
			Files.createDirectories(this.directory);
			Files.write(this.directory.resolve(ProcessHandle.current().pid() + ".txt"), lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Print what all modules have skipped in a build.
	 * @param arguments the root folder of the build, and when it began
	 * @throws IOException if files can't be read
	 */
	public static void main(String[] arguments) throws IOException {
		print(Path.of(arguments[0]), Instant.parse(arguments[1]), System.out);
	}

	static void print(Path root, Instant start, PrintStream out) throws IOException {
		FileTime earliest = FileTime.from(start);
		Map<String, Long> sums = new TreeMap<>();
		try (Stream<Path> files = Files.find(root, DEPTH,
				(file, attributes) -> isCount(file) && attributes.lastModifiedTime().compareTo(earliest) >= 0)) {
			for (Path file : files.toList()) {
				addTo(sums, root.relativize(file.resolve("../../..").normalize()), Files.readAllLines(file));
			}
		}
		sums.forEach((what, tests) -> out.println(tests + ((tests == 1) ? " test" : " tests") + " skipped in " + what));
	}

	private static boolean isCount(Path file) {
		return file.resolve("..").normalize().endsWith(DIRECTORY);
	}

	private static void addTo(Map<String, Long> sums, Path module, List<String> lines) {
		for (String line : lines) {
			String[] parts = line.split(" ", 2);
			sums.merge(module + ": " + parts[1], Long.valueOf(parts[0]), Long::sum);
		}
	}

}
