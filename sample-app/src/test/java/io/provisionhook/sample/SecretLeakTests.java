package io.provisionhook.sample;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.Registry;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;
import io.provisionhook.testsupport.SecretShape;
import io.provisionhook.testsupport.SecretTrail;
import io.provisionhook.testsupport.SecretTrail.Finding;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Has plugins handle secrets in every wrong way that there is, and then searches
 * everything that the application has left for them.
 */
@SampleTest
@ActiveProfiles("leak-hunt")
@Import({ LeakyPlugins.class, LogEvents.class, RecordedSpans.class })
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@DirtiesContext
@TestPropertySource(properties = { "logging.file.name=" + SecretLeakTests.DIRECTORY + "/application.log",
		"sample.directory=./" + SecretLeakTests.DIRECTORY + "/data",
		"provisionhook.process.directory=" + SecretLeakTests.DIRECTORY + "/workspaces",
		"server.tomcat.basedir=" + SecretLeakTests.DIRECTORY + "/tomcat" })
class SecretLeakTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * The eight characters of a text that nobody redacts.
	 */
	private static final String PLANTED = "Zx8\"n\\ '";

	private static final String REDACTED = String.join(" | ",
			Collections.nCopies(SpokenTexts.message().split(" \\| ", -1).length, "[redacted]"));

	static final String DIRECTORY = "target/leak-hunt";

	/**
	 * What workspaces print.
	 */
	static final Path SPOKEN = Path.of("target/leak-hunt-output.txt");

	private static final Path LOG = Path.of(DIRECTORY, "application.log");

	// An application of an earlier test that still runs keeps its logging: no file would
	// be written
	@RegisterExtension
	static final TestInstancePreConstructCallback NOTHING_IS_LEFT = (factory, context) -> {
		FileSystemUtils.deleteRecursively(Path.of(DIRECTORY));
		LoggingSystem.get(SecretLeakTests.class.getClassLoader()).cleanUp();
	};

	private final LeakHunt hunt;

	private final WorkspaceClient client;

	private final LeakyRuns runs;

	private final MeterRegistry meters;

	private final Tracer tracer;

	private final Map<String, Set<Finding>> findings = new LinkedHashMap<>();

	@Autowired
	SecretLeakTests(RestTestClient client, WorkspaceStore store, MeterRegistry meters, RecordedSpans spans,
			LogEvents logEvents, LeakyPlugins plugins, Registry registry, Tracer tracer) {
		this.hunt = new LeakHunt(client, store, meters, spans, logEvents);
		this.client = new WorkspaceClient(this.hunt.answers().client());
		this.runs = new LeakyRuns(this.client, plugins, registry);
		this.meters = meters;
		this.tracer = tracer;
	}

	@BeforeAll
	void runAll(CapturedOutput output) throws IOException {
		assumeThat(System.getProperty("sun.jnu.encoding")).as("charset of the locale").isEqualTo("UTF-8");
		Files.writeString(SPOKEN, SpokenTexts.output());
		this.runs.runAll();
		CountDownLatch searched = new CountDownLatch(1);
		new Thread(() -> await(searched), PLANTED).start();
		System.setProperty("planted", PLANTED);
		try {
			plant();
			SecretTrail trail = trail();
			this.hunt.remains(output, Path.of(DIRECTORY))
				.forEach((place, text) -> this.findings.put(place, trail.findIn(text)));
		}
		finally {
			System.clearProperty("planted");
			searched.countDown();
		}
	}

	private static SecretTrail trail() {
		Map<String, List<String>> parts = new HashMap<>();
		Stream.of(SecretShape.values()).forEach((secret) -> parts.put(secret.name(), secret.parts()));
		Stream.of(MarkedSecret.values()).forEach((secret) -> parts.put(secret.name(), List.of(secret.value())));
		parts.put("planted", List.of("no secret: " + PLANTED + " of 18 characters"));
		return new SecretTrail(parts);
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void secretOfAnyShapeIsNowhere(SecretShape secret) {
		assertNowhere(secret.name());
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void secretThatCameInAnyWayIsNowhere(MarkedSecret secret) {
		assertNowhere(secret.name());
	}

	private void assertNowhere(String secret) {
		this.findings.forEach((place, findings) -> {
			if (!place.equals(LeakHunt.WORKSPACE_DIRECTORIES)) {
				assertThat(findings).as(place).extracting(Finding::secret).doesNotContain(secret);
			}
		});
	}

	@Test
	void workspaceKeepsItsSecretsInItsDirectory() {
		assertThat(this.findings.get(LeakHunt.WORKSPACE_DIRECTORIES)).extracting(Finding::secret)
			.contains(SecretShape.URL_WITH_TOKEN.name(), MarkedSecret.PASSWORD.name());
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void documentedFormStays(NotTakenOut form) {
		assertThat(this.runs.log("none").lines()).contains(form.text());
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiterString = "->", textBlock = """
			cause        -> provisionhook "leaky": refused
			suppressed   -> provisionhook "leaky": refused
			value        -> provisionhook "leaky": variable "KEY" has a value with a NUL character
			name         -> provisionhook "leaky": variable "KEY=" has an equals sign in its name
			fetch        -> provisionhook "remote": refused: [redacted]
			stuck        -> provisionhook "stuck": timed out after 500 ms
			stuck-fetch  -> provisionhook "stuck": timed out after 500 ms
			source       -> workspace secrets: refused: [redacted]
			source-error -> workspace secrets: IOError
			start-error  -> start: IOError
			missing      -> start: program "[redacted]-[redacted]" was not found in the directories of PATH
			required     -> required variables: missing ABSENT
			""")
	void errorStaysReadable(String role, String error) {
		assertThat(this.runs.get(role).lastSampleError()).isEqualTo(error);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiterString = "->", textBlock = """
			error -> provisionhook "leaky": refused:
			start -> start: refused:
			exit  -> exit: refused:
			""")
	void whatIsNoSecretStaysInAnError(String role, String beginning) {
		assertThat(this.runs.get(role).lastSampleError()).isEqualToNormalizingWhitespace(beginning + " " + REDACTED);
	}

	@Test
	void noMessageIsCut() {
		assertThat(LeakyPlugins.MESSAGES).hasSizeGreaterThan(5);
		for (int index = 0; index < LeakyPlugins.MESSAGES.size(); index++) {
			assertThat(this.runs.get("message-" + index).lastSampleError())
				.startsWith("provisionhook \"leaky\": refused: ")
				.doesNotEndWith(" ...");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "declared" })
	void processHasSecretsAndShowsTheRest(String role) {
		assertThat(this.runs.get(role).exitCode()).isZero();
		assertThat(this.runs.log(role).lines())
			.contains("TENANT_NAME=Acme Corporation", "NOTES=harmless", "GIT_AUTHOR_NAME=hunt",
					"curl: (6) Could not resolve host: https://bot:[redacted]@git.invalid/")
			.contains(Stream
				.of("GIT_PASSWORD", "REGION", "DEPLOY_TOKEN", "GLOBAL", "OF_WORKSPACE", "HOST_TOKEN", "FETCHED",
						"DB_KEY")
				.map((name) -> name + "=[redacted]")
				.toArray(String[]::new));
	}

	@Test
	void outputBeyondItsLimitIsCut() {
		assertThat(this.runs.log("flood")).startsWith("[earlier output dropped]\n");
	}

	@Test
	void reportTellsWhatWasSkippedOverriddenAndDerived() {
		WorkspaceResponse workspace = this.runs.get("optional");
		assertThat(workspace.state()).isEqualTo(WorkspaceState.STOPPED);
		RunReport report = Objects.requireNonNull(workspace.report());
		assertThat(report.mutators()).filteredOn((mutator) -> mutator.outcome() == MutatorOutcome.SKIPPED)
			.singleElement()
			.extracting(MutatorReport::error)
			.asString()
			.isEqualToNormalizingWhitespace("refused: " + REDACTED);
		assertThat(report.warnings()).containsExactly(
				"variable \"COMMAND_LINE\" of \"vault\" contains a secret and is treated as secret",
				"variable \"DATABASE\" of \"vault\" contains a secret and is treated as secret",
				"\"rival\" overrides variable \"REGION\" of \"vault\"");
	}

	@Test
	void whatIsNoSecretIsFoundEverywhere() {
		assertThat(LOG).content().contains(PLANTED);
		assertThat(this.findings).hasSize(12)
			.allSatisfy((place, findings) -> assertThat(findings).extracting(Finding::stretch).contains(PLANTED));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void plant() throws IOException {
		IllegalStateException failure = new IllegalStateException("failed", new IOException(PLANTED));
		String id = this.client
			.create("{\"name\": %s, \"template\": \"failing\"}".formatted(JSON.writeValueAsString(PLANTED)))
			.id();
		this.client.await(id, WorkspaceState.FAILED);
		this.meters.counter("planted", "text", PLANTED).increment();
		this.tracer.nextSpan().name("planted").start().error(failure).end();
		System.getLogger(getClass().getName()).log(Level.TRACE, "planted", failure);
		System.out.println(PLANTED);
		Files.writeString(Path.of(DIRECTORY, "planted"), PLANTED);
		Files.writeString(Path.of(DIRECTORY, "workspaces", "planted"), PLANTED);
	}

}
