package io.provisionhook.sample;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
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

import io.provisionhook.MutatorOutcome;
import io.provisionhook.MutatorReport;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;
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
		"provisionhook.process.directory=" + SecretLeakTests.DIRECTORY + "/workspaces",
		"server.tomcat.basedir=" + SecretLeakTests.DIRECTORY + "/tomcat" })
class SecretLeakTests {

	private static final String REFUSED = "refused: " + "[redacted] | ".repeat(12) + "[redacted]";

	private static final JsonMapper JSON = JsonMapper.shared();

	static final String DIRECTORY = "target/leak-hunt";

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

	private Map<String, String> remains = Map.of();

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
		this.runs.runAll();
		this.remains = this.hunt.remains(output, Path.of(DIRECTORY));
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void secretIsNowhere(MarkedSecret secret) {
		assertThat(LeakHunt.findings(this.remains, secret.value())).isEmpty();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiterString = "->", textBlock = """
			message     -> provisionhook "leaky": {refused}
			cause       -> provisionhook "leaky": refused
			suppressed  -> provisionhook "leaky": refused
			error       -> provisionhook "leaky": {refused}
			value       -> provisionhook "leaky": variable "KEY" has a value with a NUL character
			name        -> provisionhook "leaky": variable "KEY=" has an equals sign in its name
			fetch       -> provisionhook "remote": refused: [redacted]
			stuck       -> provisionhook "stuck": timed out after 500 ms
			stuck-fetch -> provisionhook "stuck": timed out after 500 ms
			source      -> workspace secrets: refused: [redacted]
			""")
	void errorStaysReadable(String role, String error) {
		assertThat(this.runs.get(role).lastSampleError()).isEqualTo(error.replace("{refused}", REFUSED));
	}

	@Test
	void processHasSecretsAndShowsTheRest() {
		WorkspaceResponse workspace = this.runs.get("none");
		assertThat(workspace.exitCode()).isZero();
		this.client.awaitLog(workspace.id(),
				(log) -> assertThat(log.lines())
					.contains("TENANT_NAME=Acme Corporation", "NOTES=harmless",
							"curl: (6) Could not resolve host: https://bot:[redacted]@git.invalid/")
					.contains(Stream
						.of("PLAIN", "QUOTED", "URL_CHARACTERS", "JSON", "UNICODE", "BASE64", "GIT_PASSWORD", "REGION",
								"DEPLOY_TOKEN", "GLOBAL", "OF_WORKSPACE", "FETCHED")
						.map((name) -> name + "=[redacted]")
						.toArray(String[]::new)));
	}

	@Test
	void reportTellsWhatWasSkippedAndOverridden() {
		WorkspaceResponse workspace = this.runs.get("optional");
		assertThat(workspace.state()).isEqualTo(WorkspaceState.STOPPED);
		RunReport report = Objects.requireNonNull(workspace.report());
		assertThat(report.mutators()).filteredOn((mutator) -> mutator.outcome() == MutatorOutcome.SKIPPED)
			.singleElement()
			.extracting(MutatorReport::error)
			.isEqualTo(REFUSED);
		assertThat(report.warnings()).containsExactly("\"rival\" overrides variable \"REGION\" of \"vault\"");
	}

	@Test
	void whatIsNoSecretIsFoundEverywhere(CapturedOutput output) throws IOException {
		String text = "planted \"Zx8n\" in \\ the 'hut'";
		CountDownLatch searched = new CountDownLatch(1);
		Thread thread = new Thread(() -> await(searched), text);
		thread.start();
		System.setProperty("planted", text);
		try {
			plant(text);
			assertThat(LOG).content().contains(text);
			assertThat(this.hunt.remains(output, Path.of(DIRECTORY)).entrySet()).isNotEmpty()
				.filteredOn((entry) -> LeakHunt.findings(Map.ofEntries(entry), text).isEmpty())
				.extracting(Map.Entry::getKey)
				.isEmpty();
		}
		finally {
			System.clearProperty("planted");
			searched.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void plant(String text) throws IOException {
		IllegalStateException failure = new IllegalStateException("failed", new IOException(text));
		String id = this.client
			.create("{\"name\": %s, \"template\": \"failing\"}".formatted(JSON.writeValueAsString(text)))
			.id();
		this.client.await(id, WorkspaceState.FAILED);
		this.meters.counter("planted", "text", text).increment();
		this.tracer.nextSpan().name("planted").start().error(failure).end();
		System.getLogger(getClass().getName()).log(Level.TRACE, "planted", failure);
		System.out.println(text);
		Files.writeString(Path.of(DIRECTORY, "planted"), text);
	}

}
