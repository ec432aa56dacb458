package io.provisionhook.internal;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.ThreadTraces;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IsolatedThreads}.
 */
@Timeout(300)
class IsolatedThreadsTests {

	private final ThreadTraces traces = new ThreadTraces();

	private final IsolatedThreads threads = new IsolatedThreads("test-");

	private final List<Thread> made = new ArrayList<>();

	private final List<String> found = new ArrayList<>();

	@Test
	void newThreadWhenAskedForByThreadWithTracesHasNone() throws Exception {
		onThreadOfItsOwn(() -> {
			this.traces.leaveAll();
			this.made.add(this.threads.newThread(() -> this.found.addAll(this.traces.found())));
		});
		Thread thread = this.made.get(0);
		assertThat(thread.getContextClassLoader()).isSameAs(Thread.currentThread().getContextClassLoader());
		assertThat(thread.getPriority()).isEqualTo(Thread.currentThread().getPriority());
		assertThat(thread.getName()).isEqualTo("test-1");
		assertThat(thread.isDaemon()).isTrue();
		thread.start();
		thread.join();
		assertThat(this.found).isEmpty();
	}

	private static void onThreadOfItsOwn(Runnable task) throws InterruptedException {
		Thread thread = new Thread(task);
		thread.start();
		thread.join();
	}

}
