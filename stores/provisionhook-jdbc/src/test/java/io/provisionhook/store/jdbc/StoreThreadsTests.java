package io.provisionhook.store.jdbc;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StoreThreads}: calls for one workspace find nothing of what was left
 * on the thread that called for another.
 */
@Timeout(300)
class StoreThreadsTests {

	private final InheritableThreadLocal<String> left = new InheritableThreadLocal<>();

	private final StoreThreads threads = new StoreThreads();

	@Test
	void callWhenCallingThreadHasTracesFindsNone() throws Exception {
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		List<@Nullable Object> found = new ArrayList<>();
		Thread calling = new Thread(() -> {
			this.left.set("left");
			Thread.currentThread().setContextClassLoader(null);
			this.threads.call(() -> found.add(this.left.get()));
			this.threads.call(() -> found.add(Thread.currentThread().getContextClassLoader()));
		});
		calling.start();
		calling.join();
		assertThat(found).containsExactly(null, classLoader);
	}

}
