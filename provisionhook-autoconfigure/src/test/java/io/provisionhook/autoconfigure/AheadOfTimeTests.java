package io.provisionhook.autoconfigure;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.javapoet.ClassName;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.autoconfigure.EnvMutatorBeans.EnvMutatorBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EnvMutatorBeans} with bean definitions that Spring has generated ahead
 * of time, as for native images and {@code spring.aot.enabled}.
 */
class AheadOfTimeTests {

	@TempDir
	private Path directory;

	@Test
	void chainIsTheSameWithGeneratedDefinitions() throws Exception {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Mutators.class)) {
			assertThat(chain(context)).containsExactly("1-scoped", "2-not-scoped", "3-ordered", "4-other", "none");
		}
		String initializer = generate();
		try (URLClassLoader generated = new URLClassLoader(new URL[] { classes().toUri().toURL() },
				Mutators.class.getClassLoader()); GenericApplicationContext context = new GenericApplicationContext()) {
			initializer(generated.loadClass(initializer)).initialize(context);
			context.refresh();
			assertThat(chain(context)).containsExactly("1-scoped", "2-not-scoped", "3-ordered", "4-other", "none");
		}
	}

	private static List<String> chain(GenericApplicationContext context) {
		return new EnvMutatorBeans(context.getDefaultListableBeanFactory()).all()
			.stream()
			.map(EnvMutatorBean::mutator)
			.map(EnvMutator::name)
			.toList();
	}

	private Path classes() {
		return this.directory.resolve("classes");
	}

	private String generate() throws IOException {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(Mutators.class)), new FileSystemGeneratedFiles(this.directory));
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Mutators.class);
			ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
			compile();
			return initializer.canonicalName();
		}
	}

	private void compile() throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes().toString(),
				"-classpath", System.getProperty("java.class.path")));
		try (Stream<Path> files = Files.walk(this.directory.resolve("sources"))) {
			files.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	@SuppressWarnings("unchecked")
	private static ApplicationContextInitializer<GenericApplicationContext> initializer(Class<?> type)
			throws ReflectiveOperationException {
		return (ApplicationContextInitializer<GenericApplicationContext>) type.getConstructor().newInstance();
	}

	/**
	 * Public, since what is generated is of another class loader.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class Mutators {

		@Bean
		public EnvMutator unordered() {
			return named("none");
		}

		@Bean
		@Order(4)
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		public EnvMutator other() {
			return named("4-other");
		}

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		public EnvMutator ordered() {
			return new OrderedMutator();
		}

		@Bean
		@Order(2)
		public EnvMutator notScoped() {
			return named("2-not-scoped");
		}

		@Bean
		@Order(1)
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		public EnvMutator scoped() {
			return named("1-scoped");
		}

		@Bean(defaultCandidate = false)
		@Order(0)
		public EnvMutator noCandidate() {
			return named("never");
		}

		private static EnvMutator named(String name) {
			return EnvMutator.of(name, (context, env) -> {
			});
		}

	}

	private static final class OrderedMutator implements EnvMutator, Ordered {

		@Override
		public String name() {
			return "3-ordered";
		}

		@Override
		public int getOrder() {
			return 3;
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

}
