package io.provisionhook.runtime.docker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EngineCallExecutor}: calls do not inherit thread-local variables of
 * the calling thread.
 */
@Timeout(300)
class EngineCallExecutorTests {

	private final InheritableThreadLocal<String> left = new InheritableThreadLocal<>();

	@Test
	void callWhenCallingThreadHasTracesFindsNone() throws Exception {
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		List<@Nullable Object> found = new ArrayList<>();
		try (EngineCallExecutor calls = new EngineCallExecutor(new EngineExceptionTranslator("engine"),
				Duration.ofMinutes(5))) {
			Thread calling = new Thread(() -> {
				this.left.set("left");
				Thread.currentThread().setContextClassLoader(null);
				found.add(find(calls));
			});
			calling.start();
			calling.join();
		}
		assertThat(found).singleElement().isEqualTo(List.of("nothing", classLoader));
	}

	private Object find(EngineCallExecutor calls) {
		try {
			return calls.call("look",
					() -> List.of((this.left.get() != null) ? this.left.get() : "nothing",
							(Thread.currentThread().getContextClassLoader() != null)
									? Thread.currentThread().getContextClassLoader() : "none"));
		}
		catch (DockerEngineException | InterruptedException ex) {
			return ex;
		}
	}

}
