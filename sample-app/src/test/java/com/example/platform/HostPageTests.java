package com.example.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeProperties;
import io.provisionhook.workspace.WorkspaceHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code on the page about host applications is the one that is compiled
 * here, and does what the page says.
 */
class HostPageTests {

	private static final Path PAGE = Path.of("../docs/hosts.md");

	private static final Path SOURCES = Path.of("src/test/java/com/example/platform");

	private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

	@Test
	void codeOnThePageIsThatOfThisPackage() throws IOException {
		List<String> sources = sources();
		assertThat(blocks("java")).hasSize(5)
			.allSatisfy((block) -> assertThat(sources).anySatisfy((source) -> assertThat(source).endsWith(block)));
	}

	@Test
	void templatesOnThePageAreTaken() throws IOException {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("page",
				new ByteArrayResource(blocks("yaml").get(0).getBytes(StandardCharsets.UTF_8)));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ProcessRuntimeAutoConfiguration.class))
			.withInitializer((context) -> sources.forEach(context.getEnvironment().getPropertySources()::addFirst))
			.run((context) -> assertThat(context.getBean(ProcessRuntimeProperties.class).templates())
				.satisfies((templates) -> assertThat(Objects.requireNonNull(templates.get("default")).command())
					.containsExactly("/opt/agent/bin/agent", "--once"))
				.satisfies(
						(templates) -> assertThat(Objects.requireNonNull(templates.get("shell")).command()).hasSize(3)
							.last()
							.asString()
							.startsWith("git clone --quiet \"$REPOSITORY\" work\n")));
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
			assertThat(mvc.get().uri("/agents/none")).hasStatus(HttpStatus.NOT_FOUND);
			handler.close();
			assertThat(mvc.post().uri("/agents?name=late")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
		}
	}

	private static List<String> blocks(String language) throws IOException {
		return BLOCK.matcher(Files.readString(PAGE))
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((MatchResult block) -> block.group(2))
			.toList();
	}

	private static List<String> sources() throws IOException {
		try (Stream<Path> files = Files.list(SOURCES)) {
			return files.map(HostPageTests::asShown).toList();
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
