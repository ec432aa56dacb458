package io.provisionhook.integration.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.scheduling.annotation.Async;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceQuery;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code has the errors that the documentation lists, and that the
 * documentation lists what keeps an application from starting.
 */
@ExtendWith(OutputCaptureExtension.class)
class ErrorsPageTests {

	private static final String TEMPLATE = "--provisionhook.process.templates.default.command=true";

	/**
	 * Errors that need another class path, or another user than the one that builds.
	 */
	private static final Pattern NOT_PROVOKED = Pattern
		.compile(".*(which is not on the class path|the host application is not root|is not installed)");

	/**
	 * What a text of the documentation leaves open.
	 */
	private static final Pattern OPEN = Pattern
		.compile("\\.\\.\\.+|[^\\p{L}\\p{N} .'-]+|'(?!t\\b)|\\b\\d+\\b|\\b(A, B or C|[A-Zaikxy])\\b");

	private static final int MOST_LITERALS = 2;

	private static final String SOURCES = String.join("\n", SourceFiles.main().values())
		.replaceAll("\"\\s*\\+\\s*\"", "");

	static Stream<MarkdownPage> pages() {
		return MarkdownPage.all().stream().filter((page) -> !page.rows("text").isEmpty());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void codeHasEachText(MarkdownPage page) {
		Set<String> missing = new LinkedHashSet<>();
		for (List<String> row : page.rows("text")) {
			for (String text : MarkdownPage.codeIn(row.get(0))) {
				OPEN.splitAsStream(text)
					.map((part) -> part.strip().replaceAll("^\\.+|\\.+$", "").strip())
					.filter((part) -> part.contains(" ") && !isInSources(part))
					.forEach((part) -> missing.add(part + " <- " + text));
			}
		}
		assertThat(missing).isEmpty();
	}

	// As a literal, or as a few that code puts together
	private static boolean isInSources(String text) {
		List<String> words = Arrays.asList(text.split(" ", -1));
		int from = 0;
		for (int literals = 0; literals < MOST_LITERALS && from < words.size(); literals++) {
			int to = words.size();
			while (to > from + 1 && !SOURCES.contains(String.join(" ", words.subList(from, to)))) {
				to--;
			}
			from = to;
		}
		return from == words.size();
	}

	@Test
	void pageHasEachErrorAtTheStart(CapturedOutput output) {
		List<String> documented = MarkdownPage.of("docs/errors.md")
			.rows("text")
			.stream()
			.takeWhile((row) -> !row.get(0).startsWith("`provisionhook"))
			.flatMap((row) -> MarkdownPage.codeIn(row.get(0)).stream())
			.toList();
		Set<String> seen = new LinkedHashSet<>();
		List<String> undocumented = new ArrayList<>();
		for (FailingStart start : failingStarts()) {
			String description = start.description(output);
			List<String> texts = documented.stream()
				.filter((text) -> patternOf(text).matcher(description).find())
				.toList();
			seen.addAll(texts);
			if (texts.isEmpty()) {
				undocumented.add(description);
			}
		}
		assertThat(undocumented).isEmpty();
		assertThat(documented).filteredOn((text) -> !NOT_PROVOKED.matcher(text).matches()).allMatch(seen::contains);
	}

	private static Pattern patternOf(String text) {
		return Pattern.compile(
				Stream.of(text.split("\\.\\.\\.|\\bx\\b", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
	}

	private static List<FailingStart> failingStarts() {
		return List.of(new FailingStart(Host.class, "--provisionhook.timeou=1s"),
				new FailingStart(Host.class, "--provisionhook.workspace=x"),
				new FailingStart(Host.class, "--provisionhook.mutators.nobody.enabled=true"),
				new FailingStart(TwoAlike.class, "PROVISIONHOOK_MUTATORS_USAGE_LABELS_ENABLED=true"),
				new FailingStart(TwoAlike.class, "--provisionhook.mutators[usage.labels].required=true",
						"--provisionhook.mutators[usage.labels].enabled=false"),
				new FailingStart(TwoOfOneName.class), new FailingStart(TwoSourcesOfOneName.class),
				new FailingStart(WithoutName.class), new FailingStart(Asynchronous.class),
				new FailingStart(WithoutRuntime.class), new FailingStart(Child.class),
				new FailingStart(Host.class, "--provisionhook.timeout=0s"),
				new FailingStart(Host.class, TEMPLATE, "--provisionhook.leases.minimum=-1s"),
				new FailingStart(Host.class, "--provisionhook.variables.protected=a=b"),
				new FailingStart(Host.class, "--provisionhook.process.templates.default.command="),
				new FailingStart(Host.class, TEMPLATE, "--provisionhook.process.user=nobody-of-this-name"),
				new FailingStart(Host.class, TEMPLATE, "--provisionhook.process.user=root"),
				new FailingStart(Host.class, TEMPLATE, "--provisionhook.process.directory=/dev/null/workspaces"),
				new FailingStart(Host.class, TEMPLATE, "--provisionhook.jdbc.table-prefix=a b"),
				new FailingStart(Host.class, TEMPLATE, "--provisionhook.jdbc.initialize-schema=never"));
	}

	/**
	 * The start of an application that fails.
	 *
	 * @param source the configuration of the application
	 * @param arguments its arguments; what does not begin with dashes is an environment
	 * variable
	 */
	private record FailingStart(Class<?> source, List<String> arguments) {

		FailingStart(Class<?> source, String... arguments) {
			this(source, List.of(arguments));
		}

		String description(CapturedOutput output) {
			int before = output.getAll().length();
			try (ConfigurableApplicationContext parent = parent();
					ConfigurableApplicationContext host = builder(parent).run(this.arguments.stream()
						.filter((argument) -> argument.startsWith("--"))
						.toArray(String[]::new))) {
				return this + " started " + host;
			}
			catch (RuntimeException ex) {
				String text = output.getAll().substring(before).replaceAll("\\s+", " ");
				return text.replaceFirst(".* Description: ", "").replaceFirst(" Action: .*", "");
			}
		}

		private @Nullable ConfigurableApplicationContext parent() {
			return (this.source == Child.class) ? application(Host.class).run(TEMPLATE) : null;
		}

		private SpringApplicationBuilder builder(@Nullable ConfigurableApplicationContext parent) {
			SpringApplicationBuilder builder = application(this.source)
				.initializers((context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables())));
			return (parent != null) ? builder.parent(parent) : builder;
		}

		private static SpringApplicationBuilder application(Class<?> source) {
			return new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.logStartupInfo(false);
		}

		private Map<String, Object> variables() {
			return this.arguments.stream()
				.filter((argument) -> !argument.startsWith("--"))
				.map((argument) -> argument.split("=", 2))
				.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
		}

		@Override
		public String toString() {
			return this.source.getSimpleName() + this.arguments;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Host {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoAlike {

		@Bean
		EnvMutator first() {
			return EnvMutator.of("usage-labels", (context, env) -> {
			});
		}

		@Bean
		EnvMutator second() {
			return EnvMutator.of("usage.labels", (context, env) -> {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoOfOneName {

		@Bean
		EnvMutator first() {
			return EnvMutator.of("region", (context, env) -> {
			});
		}

		@Bean
		EnvMutator second() {
			return EnvMutator.of("region", (context, env) -> {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoSourcesOfOneName {

		@Bean
		CredentialSource first() {
			return new NoCredentials();
		}

		@Bean
		CredentialSource second() {
			return new NoCredentials();
		}

	}

	private static final class NoCredentials implements CredentialSource {

		@Override
		public String name() {
			return "none";
		}

		@Override
		public Set<CredentialHost> hosts() {
			return Set.of();
		}

		@Override
		public Credential credential(CredentialRequest request) {
			throw new UnsupportedOperationException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithoutName {

		@Bean
		EnvMutator blank() {
			return EnvMutator.of(" ", (context, env) -> {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Asynchronous {

		@Bean
		EnvMutator late() {
			return new AsyncMutator();
		}

	}

	private static final class AsyncMutator implements EnvMutator {

		@Override
		public String name() {
			return "late";
		}

		@Async
		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			env.put("LATE", "true");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithoutRuntime {

		@Bean
		String userOf(WorkspaceHandler handler) {
			return String.valueOf(handler.list(WorkspaceQuery.newest(1000)).workspaces().size());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Child {

		@Bean
		EnvMutator region() {
			return EnvMutator.of("region", (context, env) -> {
			});
		}

	}

}
