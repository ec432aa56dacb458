package io.provisionhook.runtime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.docker.test.DockerEngine;
import io.provisionhook.runtime.docker.test.DockerEngineExtension;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.runtime.RuntimeProgress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ImagePuller}: failures of registries.
 */
@Timeout(300)
@ExtendWith(DockerEngineExtension.class)
class ImagePullerTests {

	private static final WorkspaceRequest REQUEST = WorkspaceRequest.named("demo").build();

	private static final String MANIFEST = "/v2/agent/manifests/1";

	@RegisterExtension
	final LogCapture warnings = new LogCapture();

	private final DockerEngine engine;

	private final RegistryStandIn registry = new RegistryStandIn();

	private final String image = this.registry.address() + "/agent:1";

	ImagePullerTests(DockerEngine engine) {
		this.engine = engine;
	}

	@AfterEach
	void close() {
		this.registry.close();
		assertThat(this.warnings.lines()).isEmpty();
	}

	private DockerRuntime.Builder runtimeFor(String image) {
		return Dockers.on(this.engine, ContainerSettings.builder().image(image).build());
	}

	@Test
	void refusedPullIsExplained() {
		this.registry.answer(MANIFEST, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"registry\"\r\n",
				error("UNAUTHORIZED", "authentication required"));
		assertPullFails(this.image, "the registry refuses image \"" + this.image
				+ "\": unauthorized; check its name, and the credentials in Docker's config.json");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"auths":{"REGISTRY":{"auth":""}}}         | the entry of registry "REGISTRY" in FILE is left out: it has no
					{"auths":{"REGISTRY":{"auth":"aGlkZGVu"}}} | the entry of registry "REGISTRY" in FILE is left out: its "auth"
					hidden                                     | FILE is ignored: it can't be read as JSON
					{"credsStore":"no-such-helper"}            | the credential helper "no-such-helper" is not asked; put
					""")
	void pullThatNeedsCredentialsThatWereLeftOutSaysSo(String config, String problem, @TempDir Path home)
			throws IOException {
		this.registry.answer(MANIFEST, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"registry\"\r\n",
				error("UNAUTHORIZED", "authentication required"));
		Path file = Files.createDirectories(home.resolve(".docker")).resolve("config.json");
		Files.writeString(file, config.replace("REGISTRY", this.registry.address()));
		String before = System.setProperty("user.home", home.toString());
		try {
			assertPullFails(this.image,
					"the registry refuses image \"" + this.image + "\": unauthorized; check its name, and the "
							+ "credentials in Docker's config.json; "
							+ problem.replace("REGISTRY", this.registry.address()).replace("FILE", file.toString()));
			assertThat(this.warnings.lines()).hasSize(problem.contains("helper") ? 0 : 1)
				.noneMatch((line) -> line.contains("hidden") || line.contains("aGlkZGVu"));
			this.warnings.lines().clear();
		}
		finally {
			System.setProperty("user.home", before);
		}
	}

	@Test
	void deniedPullIsExplained() {
		this.registry.answer(MANIFEST, "403 Forbidden", "", error("DENIED", "not yours"));
		assertPullFails(this.image, "the registry refuses image \"" + this.image + "\": pull access denied for ");
	}

	@Test
	void unknownImageIsExplained() {
		this.registry.answer(MANIFEST, "404 Not Found", "", error("MANIFEST_UNKNOWN", "manifest unknown"));
		assertPullFails(this.image,
				"the registry has no image \"" + this.image + "\": manifest unknown; check its name and tag");
	}

	@Test
	void registryThatAnswersNonsenseIsExplained() {
		this.registry.answer(MANIFEST, "200 OK", "", "<html>hello</html>");
		assertPullFails(this.image, "the engine can't pull image \"" + this.image + "\": ");
	}

	@Test
	void unreachableRegistryIsExplained() {
		String nobody = "127.0.0.1:1";
		assertPullFails(nobody + "/agent:1",
				"the engine can't reach the registry of image \"" + nobody + "/agent:1\": Get \"http://" + nobody
						+ "/v2/\": dial tcp " + nobody + ": connect: connection refused");
	}

	@ParameterizedTest
	@CsvSource({ "c--d:1, c--d/manifests/1", "a__b/c---d_e.f:1, a__b/c---d_e.f/manifests/1",
			"a__b/c, a__b/c/manifests/latest", "c--d:1@sha256:DIGEST, c--d/manifests/sha256:DIGEST",
			"c@sha256:DIGEST, c/manifests/sha256:DIGEST" })
	void nameThatRegistriesTakeIsPulled(String name, String path) {
		String digest = "0123456789abcdef".repeat(4);
		String image = this.registry.address() + "/" + name.replace("DIGEST", digest);
		String manifest = "/v2/" + path.replace("DIGEST", digest);
		this.registry.answer(manifest, "404 Not Found", "", error("MANIFEST_UNKNOWN", "manifest unknown"));
		assertPullFails(image, "the registry has no image \"" + image + "\": manifest unknown; check its name and tag");
		assertThat(this.registry.requests()).anyMatch((request) -> request.endsWith(" " + manifest));
	}

	@ParameterizedTest
	@ValueSource(strings = { "registry.example/a__b/c--d:1", "index.docker.io/library/c--d:1", "c__d" })
	void imageOfAnyNameThatEnginesTakeIsRun(String name) throws Exception {
		String image = this.engine.images().built(name, "FROM " + this.engine.images().busybox(), "CMD [\"true\"]");
		try (DockerRuntime runtime = runtimeFor(image).pull(PullPolicy.NEVER).build()) {
			assertThat(Dockers.run(runtime, Dockers.launch("w1"))).isZero();
			runtime.stop("w1", 1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Agent:1", "agent:a b", "agent@sha256:12", "a//b" })
	void nameThatIsNoneIsRefused(String name) {
		try (DockerRuntime runtime = runtimeFor(name).build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE))
				.withMessageContaining(name)
				.withMessageContaining("invalid");
		}
	}

	@Test
	void pullThatHangsIsGivenUpInTime() throws Exception {
		this.registry.hang();
		try (DockerRuntime runtime = runtimeFor(this.image).pullTimeout(Duration.ofMillis(200)).build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE))
				.withMessage("the Docker engine at " + this.engine.host() + " did not pull image \"" + this.image
						+ "\" within 200 ms; its registry may be slow or stuck, or \"pull-timeout\" too short");
			Dockers.patiently().until(Dockers::streams, (count) -> count == 0);
		}
	}

	@Test
	void pullThatStallsIsGivenUpLongBeforeTheTimeout() throws Exception {
		this.registry.hang();
		try (DockerRuntime runtime = runtimeFor(this.image).pullStallTimeout(Duration.ofMillis(200)).build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE))
				.withMessage(
						"the Docker engine at " + this.engine.host() + " did not go on to pull image \"" + this.image
								+ "\" within 200 ms; its registry may be stuck, or \"pull-stall-timeout\" too short");
			Dockers.patiently().until(Dockers::streams, (count) -> count == 0);
		}
	}

	@ParameterizedTest
	@CsvSource({ "10m, which has just been pulled", "1500ms, within 1500 ms; its registry may be slow or stuck" })
	void pullThatGoesOnIsWaitedForUpToTheTimeout(String timeout, String message) throws Exception {
		RegistryStandIn slowEngine = this.registry;
		String line = "{\"status\":\"Downloading\"}\n";
		slowEngine.answer("/images/agent:1/json", "404 Not Found", "", "{\"message\": \"no such image\"}");
		slowEngine.dribble("/images/create?fromImage=agent&tag=1", line, message.startsWith("which") ? 40 : 4000);
		try (DockerRuntime runtime = runtimeFor("agent:1").host("tcp://" + slowEngine.address())
			.pullTimeout(DurationStyle.detectAndParse(timeout))
			.pullStallTimeout(Duration.ofSeconds(1))
			.build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE))
				.withMessageContaining(message.replace("which", "although it"));
		}
	}

	@Test
	void pullThatHangsEndsWithInterruption() throws Exception {
		this.registry.hang();
		try (DockerRuntime runtime = runtimeFor(this.image).build()) {
			assertThat(interruptedWhileItPulls(runtime)).isInstanceOf(InterruptedException.class);
		}
	}

	@Test
	void pullThatIsGivenUpLeavesNoConnectionToAnEngineThatIsStuck() throws Exception {
		RegistryStandIn stuck = this.registry;
		stuck.answer("/images/agent:1/json", "404 Not Found", "", "{\"message\": \"no such image\"}");
		stuck.hang();
		try (DockerRuntime runtime = runtimeFor("agent:1").host("tcp://" + stuck.address()).build()) {
			assertThat(interruptedWhileItPulls(runtime)).isInstanceOf(InterruptedException.class);
			Dockers.patiently().until(Dockers::streams, (count) -> count == 0);
			assertThat(stuck.requests()).contains("POST /images/create?fromImage=agent&tag=1");
		}
	}

	private Throwable interruptedWhileItPulls(DockerRuntime runtime) throws Exception {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE);
			}
			catch (DockerEngineException | InterruptedException ex) {
				failure.complete(ex);
			}
		});
		caller.start();
		Dockers.patiently().until(this.registry::hanging, (count) -> count > 0);
		caller.interrupt();
		return failure.get(120, TimeUnit.SECONDS);
	}

	@Test
	void manyWhoWantAnImageCauseOnePull() throws Exception {
		this.registry.hang();
		try (DockerRuntime runtime = runtimeFor(this.image).build()) {
			this.registry.answer(MANIFEST, "404 Not Found", "", error("MANIFEST_UNKNOWN", "manifest unknown"));
			Thread[] callers = new Thread[10];
			List<String> told = new CopyOnWriteArrayList<>();
			CompletableFuture<?>[] answers = new CompletableFuture<?>[callers.length];
			for (int i = 0; i < callers.length; i++) {
				CompletableFuture<Object> answer = new CompletableFuture<>();
				answers[i] = answer
					.thenAccept((failure) -> assertThat(failure).isInstanceOf(DockerEngineException.class));
				callers[i] = new Thread(() -> answer.complete(failureOf(runtime, told::add)));
				callers[i].start();
			}
			Dockers.patiently().until(() -> waitingForPull(callers), (count) -> count == callers.length);
			Dockers.patiently().until(this.registry::requests, (requests) -> !requests.isEmpty());
			assertThat(this.registry.requests()).containsExactly("GET /v2/");
			this.registry.release();
			CompletableFuture.allOf(answers).get(120, TimeUnit.SECONDS);
			assertThat(this.registry.requests()).containsOnlyOnce("GET /v2/");
			assertThat(told).filteredOn(("pull image \"" + this.image + "\"")::equals).hasSize(callers.length);
		}
	}

	private static Object failureOf(DockerRuntime runtime, RuntimeProgress progress) {
		try {
			return runtime.baseEnvironment(REQUEST, progress);
		}
		catch (DockerEngineException | InterruptedException ex) {
			return ex;
		}
	}

	private static long waitingForPull(Thread... threads) {
		return Stream.of(threads).filter(ImagePullerTests::isWaitingForPull).count();
	}

	private static boolean isWaitingForPull(Thread thread) {
		return Stream.of(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(ImagePuller.class.getName()));
	}

	@Test
	void imageThatIsThereIsPulledOnlyIfThePolicySaysSo() throws Exception {
		this.registry.answer(MANIFEST, "404 Not Found", "", error("MANIFEST_UNKNOWN", "manifest unknown"));
		this.engine.images().built(this.image, "FROM " + this.engine.images().busybox(), "ENV A=1");
		try (DockerRuntime missing = runtimeFor(this.image).pull(PullPolicy.MISSING).build();
				DockerRuntime always = runtimeFor(this.image).pull(PullPolicy.ALWAYS).build();
				DockerRuntime never = runtimeFor(this.image).pull(PullPolicy.NEVER).build()) {
			assertThat(missing.baseEnvironment(REQUEST, RuntimeProgress.NONE).values())
				.isEqualTo(Map.of("PATH", "/bin", "A", "1"));
			assertThat(never.baseEnvironment(REQUEST, RuntimeProgress.NONE).values())
				.isEqualTo(Map.of("PATH", "/bin", "A", "1"));
			assertThat(this.registry.requests()).isEmpty();
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> always.baseEnvironment(REQUEST, RuntimeProgress.NONE))
				.withMessageStartingWith("the registry has no image \"" + this.image + "\": ");
			assertThat(this.registry.requests()).isNotEmpty();
		}
	}

	@Test
	void environmentIsKnownWithoutAPullIfTheImageIsThere() throws Exception {
		try (DockerRuntime always = runtimeFor(this.image).pull(PullPolicy.ALWAYS).build()) {
			assertThat(always.knownEnvironment(REQUEST)).isEmpty();
			this.engine.images().built(this.image, "FROM " + this.engine.images().busybox(), "ENV A=1");
			assertThat(always.knownEnvironment(REQUEST)).map(BaseEnvironment::values)
				.contains(Map.of("PATH", "/bin", "A", "1"));
			assertThat(this.registry.requests()).isEmpty();
		}
	}

	private static String error(String code, String message) {
		return "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}";
	}

	private void assertPullFails(String image, String message) {
		try (DockerRuntime runtime = runtimeFor(image).build()) {
			assertThatExceptionOfType(DockerEngineException.class)
				.isThrownBy(() -> runtime.baseEnvironment(REQUEST, RuntimeProgress.NONE))
				.withMessageStartingWith(message);
			assertThatExceptionOfType(DockerEngineException.class).isThrownBy(() -> runtime.start(Dockers.launch("w1")))
				.withMessageStartingWith(message);
		}
	}

}
