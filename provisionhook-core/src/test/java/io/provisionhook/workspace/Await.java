package io.provisionhook.workspace;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
		return patiently().until(() -> handler.get(workspace.id()),
				(current) -> current.state() != WorkspaceState.PROVISIONING);
	}

	static Workspace inState(WorkspaceHandler handler, Workspace workspace, WorkspaceState state) {
		return patiently().until(() -> handler.get(workspace.id()), (current) -> current.state() == state);
	}

	public static ConditionFactory patiently() {
		return Awaitility.await().pollInSameThread().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(30));
	}

	static void latch(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
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
	 * Wait as somebody who ignores interruption and loses it.
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
