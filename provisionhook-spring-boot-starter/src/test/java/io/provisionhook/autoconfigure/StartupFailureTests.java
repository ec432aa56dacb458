package io.provisionhook.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.autoconfigure.credential.CredentialSourcesAutoConfiguration;
import io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration;
import io.provisionhook.runtime.process.autoconfigure.ProcessRuntimeAutoConfiguration;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that what a user can get wrong ends in an explanation, without a stack trace.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupFailureTests {

	private static final String COMMAND = "--provisionhook.process.templates.default.command=true";

	@ParameterizedTest
	@ValueSource(classes = { NeedsHandler.class, NeedsRuntime.class, NeedsStore.class })
	void missingRuntimeIsExplained(Class<?> controller, CapturedOutput output) {
		fail(controller);
		assertExplained(output, "Parameter 0 of constructor in " + controller.getName() + " requires a Workspace",
				"but there is no WorkspaceRuntime bean to start workspaces.",
				"Add provisionhook-process and set 'provisionhook.process.templates.default.command' to start processes, "
						+ "add provisionhook-docker and set 'provisionhook.docker.image' to start containers, "
						+ "add provisionhook-kubernetes and set 'provisionhook.kubernetes.templates.default.image' to start Pods, "
						+ "or define a WorkspaceRuntime bean.");
		assertThat(output).doesNotContain("Consider defining");
	}

	@Test
	void otherMissingBeansAreLeftToSpringBoot(CapturedOutput output) {
		fail(NeedsString.class);
		assertExplained(output, "required a bean of type 'java.lang.String' that could not be found", "Consider");
	}

	@ParameterizedTest
	@ValueSource(classes = { Blank.class, LineBreak.class, NoName.class, NoSideEffects.class, TooLong.class })
	void mutatorThatCannotBeRegisteredIsExplained(Class<?> mutator, CapturedOutput output) {
		fail(mutator);
		assertExplained(output, "Mutator bean 'mutator' can't be registered: ", " of mutator ",
				"Correct its name(), sideEffects() or dangerousVariables()");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "provisionhook.process.templates.default.command  |      | must name a program",
					"provisionhook.process.templates.default.command  | \" \" | must name a program",
					"provisionhook.process.templates.default.user     | root | must name a program",
					"provisionhook.process.inherit                    | A=b  | must be names of variables",
					"provisionhook.process.inherit                    | AWS_*| must be names of variables",
					"provisionhook.process.output-limit               | 3GB  | must be positive and less than 2GB",
					"provisionhook.process.output-limit               | 0B   | must be positive and less than 2GB",
					"provisionhook.process.grace-period               | -1s  | must not be negative",
					"provisionhook.variables.protected                | a=b  | 'a=b' must be the name of a variable",
					"provisionhook.variables.secret                   | X*Y  | 'X*Y' must be the name of a variable",
					"provisionhook.mutators.region.may-write          | A=*  | 'A=*' must be the name of a variable" })
	void valueThatMakesNoSenseIsExplained(String property, String value, String problem, CapturedOutput output) {
		boolean aboutTemplate = property.contains(".templates.");
		String command = aboutTemplate ? "--spring.main.banner-mode=off" : COMMAND;
		fail(Region.class, command, "--" + property + "=" + ((value != null) ? value : ""));
		assertExplained(output, problem, "Update your application's configuration");
	}

	@Test
	void directoryThatIsAFileIsExplained(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		assertUnusable(file, output);
	}

	@Test
	void directoryThatCannotBeMadeIsExplained(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		assertUnusable(file.resolve("below"), output);
	}

	private void assertUnusable(Path directory, CapturedOutput output) {
		fail(Region.class, COMMAND, "--provisionhook.process.directory=" + directory);
		assertExplained(output,
				"Invalid value '" + directory + "' for configuration property " + "'provisionhook.process.directory'",
				"It can't be used as the directory of workspaces: ");
	}

	@Test
	void mistakeThatAPluginOfOthersNamesIsExplained(CapturedOutput output) {
		fail(OthersPlugin.class);
		assertExplained(output, "Bean 'artifactToken' can't be created: 'provisionhook.artifact-token.key' is missing.",
				"Correct the property under 'provisionhook' or the bean that the description names.");
	}

	private static void fail(Class<?> source, String... arguments) {
		SpringApplication application = new SpringApplication(Application.class, source);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run(arguments));
	}

	private static void assertExplained(CapturedOutput output, String... explanations) {
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(List.of(explanations))
			.doesNotContain("\tat org.springframework");
	}

	private static EnvMutator named(String name) {
		return EnvMutator.of(name, (context, env) -> {
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ProvisionhookAutoConfiguration.class, ProcessRuntimeAutoConfiguration.class,
			WorkspaceHandlerAutoConfiguration.class, CredentialSourcesAutoConfiguration.class })
	static class Application {

	}

	record NeedsHandler(WorkspaceHandler handler) {
	}

	record NeedsRuntime(WorkspaceRuntime runtime) {
	}

	record NeedsStore(WorkspaceStore store) {
	}

	record NeedsString(String text) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Region {

		@Bean
		EnvMutator region() {
			return named("region");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Blank {

		@Bean
		EnvMutator mutator() {
			return named(" ");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LineBreak {

		@Bean
		EnvMutator mutator() {
			return named("a\nb");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoName {

		@Bean
		@SuppressWarnings("NullAway") // Plugins without NullAway can do this
		EnvMutator mutator() {
			return new Named(null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoSideEffects {

		@Bean
		EnvMutator mutator() {
			return new Named("a") {

				@Override
				public SideEffects sideEffects() {
					throw new IllegalStateException("not yet");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TooLong {

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Named mutator() {
			return new Named("x".repeat(10_000));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OthersPlugin {

		@Bean
		EnvMutator artifactToken() {
			throw new IllegalArgumentException("'provisionhook.artifact-token.key' is missing");
		}

	}

	static class Named implements EnvMutator {

		private final String name;

		Named(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

}
