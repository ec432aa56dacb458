package io.provisionhook.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.ManualTime;
import io.provisionhook.Uninterruptibly;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerDispatcher}.
 */
@Timeout(300)
class ListenerDispatcherTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final ManualTime time = new ManualTime();

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final List<String> receivedByOther = new CopyOnWriteArrayList<>();

	@AfterEach
	void letGoOfThreads() {
		this.release.countDown();
	}

	@Test
	void dispatchWhenListenersAreFastCallsThemInOrderBeforeItReturns() {
		List<String> calls = new ArrayList<>();
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher(
				(event) -> calls
					.add("first " + event + " on " + Thread.currentThread().getName().replaceAll("\\d", "")),
				(event) -> calls.add("second " + event));
		dispatch(dispatcher, "w1", "a");
		dispatch(dispatcher, "w1", "b");
		assertThat(calls).containsExactly("first a on test-listener-", "second a", "first b on test-listener-",
				"second b");
	}

	@Test
	void dispatchWhenListenerHangsReturnsAndCallsTheOthers() {
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher(hangingOn("w1 a"), this.receivedByOther::add);
		dispatch(dispatcher, "w1", "w1 a");
		dispatch(dispatcher, "w1", "w1 b");
		assertThat(this.receivedByOther).containsExactly("w1 a", "w1 b");
		assertThat(this.received).isEmpty();
	}

	@Test
	void dispatchWhenListenerHangsForOneWorkspaceDeliversOtherWorkspacesInOrder() {
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher(hangingOn("w1 0"));
		IntStream.range(0, 100).forEach((i) -> {
			dispatch(dispatcher, "w1", "w1 " + i);
			dispatch(dispatcher, "w2", "w2 " + i);
		});
		List<String> expected = IntStream.range(0, 100).mapToObj((i) -> "w2 " + i).toList();
		Uninterruptibly.await(() -> this.received.size() == 100);
		assertThat(this.received).containsExactlyElementsOf(expected);
		this.release.countDown();
		Uninterruptibly.await(() -> this.received.size() == 200);
		assertThat(this.received.subList(100, 200))
			.containsExactlyElementsOf(IntStream.range(0, 100).mapToObj((i) -> "w1 " + i).toList());
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void dispatchWhenListenerTimesOutAbandonsCallAndDeliversNextEvent() {
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher((event) -> {
			if (this.received.isEmpty()) {
				this.received.add(event);
				hang(30);
			}
			this.received.add(event);
		});
		dispatch(dispatcher, "w1", "w1 a");
		dispatch(dispatcher, "w1", "w1 b");
		Uninterruptibly.await(() -> this.received.size() == 2);
		assertThat(this.received).containsExactly("w1 a", "w1 b");
		assertThat(dispatcher.abandonedThreads()).isOne();
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARNING: Listener ListenerDispatcherTests is not done after 30000 ms; it is at ")
			.endsWith(", and is abandoned");
		this.release.countDown();
		Uninterruptibly.await(() -> dispatcher.abandonedThreads() == 0);
	}

	@Test
	void dispatchWhenBacklogIsFullDropsEventsAndLogsTheirNumberOnce() {
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher(hangingOn("w1 0"));
		IntStream.range(0, ListenerDispatcher.MAX_BACKLOG + 38).forEach((i) -> dispatch(dispatcher, "w1", "w1 " + i));
		assertThat(this.log.lines()).isEmpty();
		this.release.countDown();
		Uninterruptibly.await(() -> this.received.size() == ListenerDispatcher.MAX_BACKLOG + 1);
		dispatcher.awaitIdle(Duration.ofSeconds(60));
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARNING: Listener " + ListenerDispatcherTests.class.getName())
			.endsWith(" did not keep up and has missed 37 events");
	}

	@Test
	void dispatchWhenListenerIsAtLimitOfAbandonedThreadsDoesNotCallItUntilOneReturns() {
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher((event) -> {
			if (this.release.getCount() > 0) {
				hang(30);
			}
			this.received.add(event);
		});
		IntStream.range(0, 32).forEach((i) -> {
			dispatch(dispatcher, "w" + i, "event");
			Uninterruptibly.await(() -> dispatcher.abandonedThreads() == i + 1);
		});
		IntStream.range(0, 8).forEach((i) -> dispatch(dispatcher, "w" + i, "event"));
		dispatcher.awaitIdle(Duration.ofSeconds(60));
		assertThat(dispatcher.abandonedThreads()).isEqualTo(32);
		assertThat(this.log.lines()).last().asString().endsWith(" did not keep up and has missed 8 events");
		this.release.countDown();
		Uninterruptibly.await(() -> dispatcher.abandonedThreads() == 0);
		assertThat(this.received).hasSize(32);
		dispatch(dispatcher, "w1", "event");
		Uninterruptibly.await(() -> this.received.size() == 33);
	}

	@Test
	void awaitIdleWhenListenerHangsReturnsAndLogsMissedEvents() {
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher(hangingOn("a"));
		dispatch(dispatcher, "w1", "a");
		dispatch(dispatcher, "w1", "b");
		dispatcher.awaitIdle(Duration.ofMillis(1));
		assertThat(this.log.lines()).singleElement().asString().endsWith(" did not keep up and has missed 1 events");
	}

	@Test
	void awaitIdleWhenListenerIsSlowWaitsForIt() {
		CountDownLatch began = new CountDownLatch(1);
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher((event) -> {
			began.countDown();
			Uninterruptibly.await(this.release);
			this.received.add(event);
		});
		Thread.currentThread().interrupt();
		dispatch(dispatcher, "w1", "a");
		assertThat(Thread.interrupted()).isTrue();
		Uninterruptibly.await(began);
		new Thread(this.release::countDown).start();
		dispatcher.awaitIdle(Duration.ofSeconds(60));
		assertThat(this.received).containsExactly("a");
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("correct-horse"), new NoClassDefFoundError("correct-horse"),
				new OutOfMemoryError("correct-horse"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void dispatchWhenListenerThrowsLogsTypeAndContinues(Throwable failure) {
		ListenerDispatcher<Consumer<String>> dispatcher = dispatcher((event) -> {
			if (failure instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) failure;
		}, this.received::add);
		dispatch(dispatcher, "w1", "a");
		assertThat(this.received).containsExactly("a");
		assertThat(this.log.lines()).singleElement()
			.asString()
			.startsWith("WARNING: Listener " + ListenerDispatcherTests.class.getName())
			.endsWith(" failed with " + failure.getClass().getName());
	}

	private void hang(int seconds) {
		this.time.advance(Duration.ofSeconds(seconds));
		Uninterruptibly.await(this.release);
	}

	private Consumer<String> hangingOn(String event) {
		return (current) -> {
			if (current.equals(event)) {
				hang(1);
			}
			this.received.add(current);
		};
	}

	private ListenerDispatcher<Consumer<String>> dispatcher(Consumer<String> listener) {
		return new ListenerDispatcher<>(List.of(listener), "test-listener-", UnaryOperator.identity(), this.time);
	}

	private ListenerDispatcher<Consumer<String>> dispatcher(Consumer<String> first, Consumer<String> second) {
		return new ListenerDispatcher<>(List.of(first, second), "test-listener-", UnaryOperator.identity(), this.time);
	}

	private static void dispatch(ListenerDispatcher<Consumer<String>> dispatcher, String workspaceId, String event) {
		dispatcher.dispatch(workspaceId, (listener) -> listener.accept(event));
	}

}
