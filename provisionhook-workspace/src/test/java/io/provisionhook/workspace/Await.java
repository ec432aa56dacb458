package io.provisionhook.workspace;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits, but not for ever.
 */
public final class Await {

	private Await() {
	}

	public static Workspace settled(WorkspaceHandler handler, Workspace workspace) {
		return idle(handler, workspace, (current) -> current.state() != WorkspaceState.PROVISIONING);
	}

	static Workspace inState(WorkspaceHandler handler, Workspace workspace, WorkspaceState state) {
		return idle(handler, workspace, (current) -> current.state() == state);
	}

	// A record is there a moment before the attempt has ended that made it
	private static Workspace idle(WorkspaceHandler handler, Workspace workspace, Predicate<Workspace> condition) {
		String id = workspace.id();
		return patiently()
			.until(() -> handler.isBusy(id) ? Optional.<Workspace>empty() : Optional.of(handler.get(id)),
					(current) -> current.filter(condition).isPresent())
			.orElseThrow();
	}

	public static ConditionFactory patiently() {
		return Awaitility.await()
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(60));
	}

	static void latch(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * Wait until this thread is interrupted, which it then is no more.
	 */
	static void interruption() {
		try {
			latch(new CountDownLatch(1));
		}
		catch (InterruptedException ex) {
			// That is what was waited for
		}
	}

	/**
	 * Wait like code that ignores and loses an interruption.
	 * @param latch what to wait for
	 */
	static void latchIgnoringInterruption(CountDownLatch latch) {
		try {
			latch(latch);
		}
		catch (InterruptedException ex) {
			latchIgnoringInterruption(latch);
		}
	}

}
