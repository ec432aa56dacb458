package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.TaskDecorator;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextPropagation}.
 */
class ContextPropagationTests {

	private final List<@Nullable String> seen = Collections.synchronizedList(new ArrayList<>());

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ProvisionhookAutoConfiguration.class))
		.withBean(MdcMutator.class, () -> new MdcMutator(this.seen));

	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void diagnosticContextReachesFetchAndMutator() {
		this.contextRunner.run((context) -> {
			MDC.put("request", "r-1");
			run(context.getBean(Registry.class));
			assertThat(this.seen).containsExactly("fetch r-1", "apply r-1");
		});
	}

	@Test
	void diagnosticContextOfAnEarlierRunIsNotSeen() {
		this.contextRunner.run((context) -> {
			MDC.put("request", "r-1");
			run(context.getBean(Registry.class));
			MDC.clear();
			run(context.getBean(Registry.class));
			assertThat(this.seen).containsExactly("fetch r-1", "apply r-1", "fetch null", "apply null");
		});
	}

	@Test
	void threadGetsItsOwnDiagnosticContextBack() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			executor.submit(() -> MDC.put("request", "own")).get();
			MDC.put("request", "r-1");
			Runnable task = new ContextPropagation.MdcTaskDecorator().decorate(() -> this.seen.add(MDC.get("request")));
			executor.submit(task).get();
			assertThat(executor.submit(() -> MDC.get("request")).get()).isEqualTo("own");
			assertThat(this.seen).containsExactly("r-1");
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void decoratorOfTheUserHasTheLastWord() {
		TaskDecorator own = (task) -> () -> {
			String inherited = MDC.get("request");
			MDC.put("request", inherited + ", decorated");
			task.run();
			MDC.clear();
		};
		this.contextRunner.withBean(TaskDecorator.class, () -> own).run((context) -> {
			MDC.put("request", "r-1");
			run(context.getBean(Registry.class));
			assertThat(this.seen).containsExactly("fetch r-1, decorated", "apply r-1, decorated");
		});
	}

	@Test
	void severalDecoratorsOfTheUserAreLeftAlone() {
		this.contextRunner.withBean("a", TaskDecorator.class, () -> (task) -> this::wrong)
			.withBean("b", TaskDecorator.class, () -> (task) -> this::wrong)
			.run((context) -> {
				run(context.getBean(Registry.class));
				assertThat(this.seen).containsExactly("fetch null", "apply null");
			});
	}

	@Test
	void withoutSlf4jAndMicrometerTasksRunAsTheyAre() {
		ContextPropagation propagation = new ContextPropagation(null,
				new FilteredClassLoader("org.slf4j", "io.micrometer"));
		Runnable task = () -> {
		};
		assertThat(propagation.apply(task)).isSameAs(task);
	}

	private void wrong() {
		this.seen.add("wrong");
	}

	private static void run(Registry registry) {
		Map<String, String> env = new HashMap<>();
		registry.run(MutatorConfigurations.context(), env);
	}

	/**
	 * Remembers the diagnostic context that it sees.
	 *
	 * @param seen where to remember it
	 */
	record MdcMutator(List<@Nullable String> seen) implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "mdc";
		}

		@Override
		public String fetch(ProvisionContext context) {
			this.seen.add("fetch " + MDC.get("request"));
			return "";
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			this.seen.add("apply " + MDC.get("request"));
		}

	}

}
