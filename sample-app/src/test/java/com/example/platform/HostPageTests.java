package com.example.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.example.agents.AgentsApplication;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeProperties;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code on the page about host applications, and its examples on the pages
 * about metrics and stores, are compiled here and do what the pages say.
 */
// What its hosts log, a warning that processes are not isolated among it, is captured
@ExtendWith(OutputCaptureExtension.class)
class HostPageTests {

	private static final Path PAGE = Path.of("../docs/hosts.md");

	private static final Path METRICS_PAGE = Path.of("../docs/metrics.md");

	private static final Path STORE_PAGE = Path.of("../docs/store.md");

	private static final Path SOURCES = Path.of("src/test/java/com/example");

	private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

	@Test
	void codeOnThePageIsCompiledHere() throws IOException {
		List<String> sources = sources();
		assertThat(blocks("java")).hasSize(6)
			.allSatisfy((block) -> assertThat(sources).anySatisfy((source) -> assertThat(source).endsWith(block)));
	}

	@Test
	void codeOnThePageAboutMetricsIsCompiledHere() throws IOException {
		List<String> sources = sources();
		assertThat(blocks(METRICS_PAGE, "java")).hasSize(1)
			.allSatisfy((block) -> assertThat(sources).anySatisfy((source) -> assertThat(source).endsWith(block)));
	}

	@Test
	void firstHostStartsWorkspaceAsThePageSays(@TempDir Path directory) throws IOException {
		try (ConfigurableApplicationContext host = firstHost(directory, blocks("yaml").get(0))) {
			MockMvcTester mvc = MockMvcTester.from((WebApplicationContext) host);
			assertThat(mvc.post().uri("/agents?name=first")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.state")
				.isEqualTo("PROVISIONING");
			String id = host.getBean(WorkspaceHandler.class).list(WorkspaceQuery.newest(1000)).workspaces().get(0).id();
			Awaitility.await()
				.untilAsserted(() -> assertThat(mvc.get().uri("/agents/" + id + "/log")).bodyText()
					.isEqualTo("region eu-central-1\n"));
			assertThat(mvc.get().uri("/actuator/provisionhooks")).bodyJson()
				.extractingPath("$.mutators[0].name")
				.isEqualTo("region");
		}
	}

	@Test
	void firstHostWithDatabaseOfThePageAboutStoresKeepsRecords(@TempDir Path directory) throws IOException {
		String database = blocks(STORE_PAGE, "yaml").get(0).replace("/var/lib/agents", directory.toString());
		try (ConfigurableApplicationContext host = firstHost(directory, blocks("yaml").get(0), database)) {
			host.getBean(WorkspaceHandler.class).create(WorkspaceRequest.named("first").build());
		}
		assertThat(directory.resolve("records.mv.db")).exists();
		try (ConfigurableApplicationContext host = firstHost(directory, blocks("yaml").get(0), database)) {
			assertThat(host.getBean(WorkspaceHandler.class).list(WorkspaceQuery.newest(1000)).workspaces())
				.extracting((workspace) -> workspace.request().name())
				.containsExactly("first");
		}
	}

	private static ConfigurableApplicationContext firstHost(Path directory, String... documents) throws IOException {
		Path configuration = Files.writeString(directory.resolve("application.yaml"), String.join("---\n", documents));
		return new SpringApplicationBuilder(AgentsApplication.class).bannerMode(Banner.Mode.OFF)
			.run("--spring.config.location=" + configuration.toUri(), "--server.port=0", "--server.address=127.0.0.1");
	}

	@Test
	void projectOnThePageHasTheVersionsOfThisBuild() throws Exception {
		List<String> build = textsOf("version", Files.readString(Path.of("../pom.xml")));
		String project = blocks("xml").get(0);
		assertThat(textsOf("version", project)).containsExactly(build.get(0), "1.0.0", build.get(1));
		assertThat(textsOf("artifactId", Files.readString(Path.of("pom.xml"))))
			.containsAll(textsOf("artifactId", project).stream().skip(3).toList());
	}

	private static List<String> textsOf(String element, String xml) {
		return Pattern.compile("<" + element + ">([^<]+)</" + element + ">")
			.matcher(xml)
			.results()
			.map((text) -> text.group(1))
			.toList();
	}

	@Test
	void tablesHaveEachPartOfWorkspaceAndEachSetterOfRequest() throws IOException {
		String page = Files.readString(PAGE);
		Stream<String> parts = Stream.of(Workspace.class.getRecordComponents())
			.map((part) -> "\n| `" + part.getName() + "` |");
		Stream<String> setters = Stream.of(WorkspaceRequest.Builder.class.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()) && !method.getName().equals("build"))
			.map((method) -> "\n| `" + method.getName() + "(");
		Stream<String> states = Stream.of(WorkspaceState.values()).map((state) -> "\n| `" + state + "` |");
		assertThat(page).contains(Stream.of(parts, setters, states).flatMap(Function.identity()).toList());
	}

	@Test
	void templatesAndInheritedVariablesOnThePageAreTaken() throws IOException {
		String documents = String.join("---\n", blocks("yaml").subList(1, 3));
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("page",
				new ByteArrayResource(documents.getBytes(StandardCharsets.UTF_8)));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProcessRuntimeAutoConfiguration.class))
			.withInitializer((context) -> sources.forEach(context.getEnvironment().getPropertySources()::addFirst))
			.run((context) -> {
				ProcessRuntimeProperties properties = context.getBean(ProcessRuntimeProperties.class);
				assertThat(commandOf(properties, "default")).containsExactly("/opt/agent/bin/agent", "--once");
				assertThat(commandOf(properties, "shell")).hasSize(3)
					.last()
					.asString()
					.startsWith("git clone --quiet \"$REPOSITORY\" work\n");
				assertThat(properties.inherit()).containsExactly("PATH", "HOME");
			});
	}

	private static List<String> commandOf(ProcessRuntimeProperties properties, String template) {
		return Objects.requireNonNull(properties.templates().get(template)).command();
	}

	@Test
	void controllerAnswersAsThePageSays() {
		ProcessRuntime runtime = ProcessRuntime.builder().template("default", List.of("true")).build();
		WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build();
		try (runtime) {
			MockMvcTester mvc = MockMvcTester.of(List.of(new AgentController(handler)),
					(builder) -> builder.setControllerAdvice(new AgentErrors()).build());
			assertThat(mvc.post().uri("/agents?name=fix-login")).hasStatus(HttpStatus.ACCEPTED)
				.bodyJson()
				.extractingPath("$.state")
				.isEqualTo("PROVISIONING");
			assertThat(mvc.post().uri("/agents?name= ")).hasStatus(HttpStatus.BAD_REQUEST);
			assertThat(mvc.post().uri("/agents")).hasStatus(HttpStatus.BAD_REQUEST);
			assertThat(mvc.get().uri("/agents/none")).hasStatus(HttpStatus.NOT_FOUND);
			assertThat(mvc.get().uri("/agents/none/log")).hasStatus(HttpStatus.NOT_FOUND);
			assertThat(mvc.get()
				.uri("/agents/" + handler.list(WorkspaceQuery.newest(1000)).workspaces().get(0).id() + "/log"))
				.hasStatusOk()
				.hasContentType("text/plain;charset=UTF-8");
			handler.close();
			assertThat(mvc.post().uri("/agents?name=late")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
		}
	}

	private static List<String> blocks(String language) throws IOException {
		return blocks(PAGE, language);
	}

	private static List<String> blocks(Path page, String language) throws IOException {
		return BLOCK.matcher(Files.readString(page))
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((MatchResult block) -> block.group(2))
			.toList();
	}

	private static List<String> sources() throws IOException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			return files.filter(Files::isRegularFile).map(HostPageTests::asShown).toList();
		}
	}

	private static String asShown(Path file) {
		try {
			return Files.readString(file).replace("\t", "    ");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
