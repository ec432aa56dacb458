package io.provisionhook.store.jdbc;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StoreExecutor}: calls do not inherit the context of the calling
 * thread.
 */
@Timeout(300)
class StoreExecutorTests {

	private final InheritableThreadLocal<String> left = new InheritableThreadLocal<>();

	private final StoreExecutor executor = new StoreExecutor();

	@Test
	void callWhenCallingThreadHasContextInheritsNone() throws Exception {
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		List<@Nullable Object> found = new ArrayList<>();
		Thread calling = new Thread(() -> {
			this.left.set("left");
			Thread.currentThread().setContextClassLoader(null);
			this.executor.call(() -> found.add(this.left.get()));
			this.executor.call(() -> found.add(Thread.currentThread().getContextClassLoader()));
		});
		calling.start();
		calling.join();
		assertThat(found).containsExactly(null, classLoader);
	}

}
