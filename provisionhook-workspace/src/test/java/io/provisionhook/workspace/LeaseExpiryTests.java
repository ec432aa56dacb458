package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for running workspaces whose leases end.
 */
@Timeout(300)
class LeaseExpiryTests {

	private static final Duration HALF = Duration.ofMillis(200);

	private static final String BROKEN = "WARNING: Listener " + BrokenListener.class.getName()
			+ " failed with java.lang.IllegalStateException";

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private final ManualWorkspaceClock clock = new ManualWorkspaceClock();

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final List<LeaseExpiry> expiries = new CopyOnWriteArrayList<>();

	private final WorkspaceHandler.Builder builder = WorkspaceHandler.builder(this.runtime)
		.store(this.store)
		.minimumLease(Duration.ZERO)
		.clock(() -> this.clock)
		.leaseExpiryListener(new BrokenListener())
		.leaseExpiryListener(this.expiries::add);

	private final AtomicReference<WorkspaceHandler> handler = new AtomicReference<>();

	@AfterEach
	void closeHandler() {
		this.handler.get().close();
	}

	@Test
	void leaseThatIsNotDueIsMonitoredWithoutNotification() {
		Instant end = this.clock.instant().plusSeconds(3600);
		Workspace running = start(this.builder.leaseNotice(Duration.ofHours(2)), () -> Lease.until(end));
		assertThat(this.expiries).isEmpty();
		assertThat(this.handler.get().soonestLeaseEnd()).hasValue(end);
		assertThat(this.handler.get().get(running.id())).isEqualTo(running);
	}

	@Test
	void listenersAreNotifiedOnceForLeasesThatEndTogether() {
		Workspace running = start(this.builder, () -> Lease.until(this.clock.instant().plusMillis(400)));
		this.clock.advance(HALF.minusNanos(1));
		assertThat(this.expiries).isEmpty();
		this.clock.advance(Duration.ofNanos(1));
		assertThat(this.expiries).hasSize(1);
		this.clock.advance(Duration.ofDays(1));
		LeaseExpiry expiry = this.expiries.get(0);
		assertThat(expiry.workspace()).isEqualTo(running);
		assertThat(expiry.variables()).containsOnlyKeys("API_TOKEN");
		assertThat(expiry.action()).isEqualTo(LeaseExpiry.Action.EVENT);
		assertThat(this.expiries).hasSize(1);
		assertThat(this.log.lines()).containsExactly(BROKEN);
		assertThat(this.handler.get().get(running.id())).isEqualTo(running);
		assertThat(this.handler.get().soonestLeaseEnd()).hasValue(expiry.variables().get("API_TOKEN"));
		assertThat(this.runtime.events).containsExactly("start demo");
	}

	@Test
	void realTimeComesForLeaseThatEnds() {
		StubLease lease = new StubLease(Instant.now().plusSeconds(3600), true);
		Registry registry = new Registry();
		registry.register(EnvMutator.of("app", (context, env) -> {
			env.putSecret("API_TOKEN", "secret-1", lease);
			lease.end = Instant.now().plusMillis(100);
		}));
		start(this.builder.clock(WorkspaceClock.SystemClock::new), registry);
		Await.patiently().until(() -> !this.expiries.isEmpty());
		assertThat(this.expiries).singleElement()
			.satisfies((expiry) -> assertThat(expiry.variables()).containsEntry("API_TOKEN", lease.end));
		assertThat(lease.end).isBeforeOrEqualTo(Instant.now());
		assertThat(this.log.lines()).containsExactly(BROKEN);
	}

	@Test
	void workspaceWithoutLeasesHasNoEnd() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("app", (context, env) -> env.putSecret("API_TOKEN", "secret-1")));
		start(this.builder, registry);
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
	}

	@Test
	void leaseWhenActionIsRestartRestartsWorkspace() {
		AtomicInteger leases = new AtomicInteger();
		Workspace running = start(this.builder.onExpiry(LeaseExpiry.Action.RESTART),
				() -> Lease.until(this.clock.instant().plusMillis((leases.incrementAndGet() == 1) ? 400 : 3_600_000)));
		this.clock.advance(HALF);
		Workspace again = Await.patiently()
			.until(() -> this.handler.get().get(running.id()),
					(current) -> current.generation() == 2 && current.state() == WorkspaceState.RUNNING);
		assertThat(again.version()).isEqualTo(running.version() + 2);
		assertThat(this.expiries).singleElement().satisfies((expiry) -> {
			assertThat(expiry.workspace()).isEqualTo(running);
			assertThat(expiry.action()).isEqualTo(LeaseExpiry.Action.RESTART);
		});
		assertThat(this.runtime.events).containsExactly("start demo", "stop", "start demo");
		assertThat(this.handler.get().soonestLeaseEnd()).hasValue(this.clock.instant().plusSeconds(3_600));
	}

	@Test
	void leaseShorterThanTheMinimumIsNoReasonForARestart() {
		Workspace running = start(this.builder.onExpiry(LeaseExpiry.Action.RESTART).minimumLease(Duration.ofMinutes(5)),
				() -> Lease.until(this.clock.instant().plusMillis(400)));
		this.clock.advance(HALF);
		assertThat(this.expiries).extracting(LeaseExpiry::action).containsExactly(LeaseExpiry.Action.EVENT);
		assertThat(this.handler.get().get(running.id())).isEqualTo(running);
	}

	@Test
	void workspaceThatCannotBeStoppedIsNotRestarted() throws Exception {
		CountDownLatch tried = new CountDownLatch(1);
		this.runtime.beforeStop = tried::countDown;
		this.runtime.stopFailure = new IllegalStateException("no answer");
		Workspace running = start(this.builder.onExpiry(LeaseExpiry.Action.RESTART),
				() -> Lease.until(this.clock.instant().plusMillis(400)));
		this.clock.advance(HALF);
		Await.latch(tried);
		Await.patiently().until(() -> this.log.lines().size() == 2);
		String error = "restart: stop: Workspace '" + running.id() + "' could not be stopped: no answer";
		assertThat(this.log.lines()).containsExactly(BROKEN,
				"WARNING: Workspace " + running.id() + " keeps its present environment: " + error);
		Workspace current = Await.inState(this.handler.get(), running, WorkspaceState.RUNNING);
		assertThat(current.lastSampleError()).isEqualTo(error);
		assertThat(current.generation()).isEqualTo(1);
		assertThat(this.runtime.events).containsExactly("start demo");
	}

	@Test
	void workspaceGoesOnAndIsTriedAgainWithGrowingPausesWhileItsProviderIsDown() {
		AtomicInteger calls = new AtomicInteger();
		Workspace running = start(this.builder.onExpiry(LeaseExpiry.Action.RESTART), () -> {
			if (calls.incrementAndGet() > 1 && calls.get() < 11) {
				throw new IllegalStateException("provider is down");
			}
			return Lease
				.until(this.clock.instant().plus((calls.get() == 1) ? Duration.ofSeconds(20) : Duration.ofDays(1)));
		});
		this.clock.advance(Duration.ofSeconds(10));
		for (int seconds : List.of(5, 10, 20, 40, 80, 160, 300, 300, 300)) {
			awaitDelay(Duration.ofSeconds(seconds));
			Workspace current = this.handler.get().get(running.id());
			assertThat(current.state()).isEqualTo(WorkspaceState.RUNNING);
			assertThat(current.version()).isEqualTo(running.version() + 1);
			assertThat(current.lastSampleError()).isEqualTo("restart: provisionhook \"app\": provider is down");
			assertThat(this.runtime.events).containsExactly("start demo");
			this.clock.advance(Duration.ofSeconds(seconds));
		}
		Workspace again = Await.inState(this.handler.get(), running, WorkspaceState.RUNNING);
		assertThat(calls).hasValue(11);
		assertThat(again.lastSampleError()).isNull();
		assertThat(again.generation()).isEqualTo(11);
		assertThat(this.runtime.events).containsExactly("start demo", "stop", "start demo");
		assertThat(this.expiries).hasSize(1);
		assertThat(this.log.lines()).contains(BROKEN)
			.filteredOn((line) -> line.equals("WARNING: Workspace " + running.id()
					+ " keeps its present environment: restart: provisionhook \"app\": provider is down"))
			.hasSize(9);
	}

	@Test
	void workspaceThatEndsWhileItsProviderIsDownIsTriedNoMore() {
		AtomicInteger calls = new AtomicInteger();
		Workspace running = start(this.builder.onExpiry(LeaseExpiry.Action.RESTART), () -> {
			if (calls.incrementAndGet() > 1) {
				throw new IllegalStateException("provider is down");
			}
			return Lease.until(this.clock.instant().plusSeconds(20));
		});
		this.clock.advance(Duration.ofSeconds(10));
		awaitDelay(Duration.ofSeconds(5));
		this.runtime.exit(running.id(), 0);
		assertThat(this.handler.get().get(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.clock.delays()).isEmpty();
		assertThat(calls).hasValue(2);
	}

	@Test
	void workspaceThatEndsWhileItIsRestartedForALeaseIsNotStarted() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		AtomicInteger calls = new AtomicInteger();
		Workspace running = start(this.builder.onExpiry(LeaseExpiry.Action.RESTART), () -> {
			if (calls.incrementAndGet() > 1) {
				began.countDown();
				Await.latchIgnoringInterruption(proceed);
			}
			return Lease.until(this.clock.instant().plusSeconds(20));
		});
		this.clock.advance(Duration.ofSeconds(10));
		Await.latch(began);
		this.runtime.exit(running.id(), 0);
		proceed.countDown();
		Workspace ended = Await.settled(this.handler.get(), running);
		assertThat(ended.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(ended.exitCode()).isZero();
		assertThat(this.runtime.events).containsExactly("start demo");
	}

	private void awaitDelay(Duration delay) {
		Await.patiently().until(() -> this.clock.delays().contains(delay));
	}

	@Test
	void restartWhenWorkspaceIsStoppedMeanwhileIsGivenUp() throws Exception {
		AtomicReference<Workspace> stopped = new AtomicReference<>();
		CountDownLatch looked = new CountDownLatch(1);
		Workspace running = start(this.builder.onExpiry(LeaseExpiry.Action.RESTART).leaseExpiryListener((expiry) -> {
			stopped.set(this.handler.get().stop(expiry.workspace().id()));
			this.store.beforeFind = (id) -> looked.countDown();
		}), () -> Lease.until(this.clock.instant().plusMillis(400)));
		this.clock.advance(HALF);
		Workspace last = stopped.get();
		Await.latch(looked);
		this.handler.get().close();
		assertThat(this.handler.get().get(running.id())).isEqualTo(last);
		assertThat(last.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.runtime.events).containsExactly("start demo", "stop");
	}

	@Test
	void stopThatWinsOverARestartIsAStop() throws Exception {
		CountDownLatch stopping = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		this.runtime.beforeStop = () -> {
			this.runtime.beforeStop = () -> {
			};
			stopping.countDown();
			Await.latchIgnoringInterruption(proceed);
		};
		Workspace running = start(this.builder.onExpiry(LeaseExpiry.Action.RESTART),
				() -> Lease.until(this.clock.instant().plusMillis(400)));
		this.clock.advance(HALF);
		Await.latch(stopping);
		Workspace last = this.handler.get().stop(running.id());
		proceed.countDown();
		Await.patiently().until(() -> this.runtime.events.size() == 3);
		assertThat(last.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.handler.get().get(running.id())).isEqualTo(last);
		assertThat(this.runtime.events).containsExactly("start demo", "stop", "stop");
	}

	@Test
	void listenersAreNotNotifiedForWorkspaceThatHasEnded() {
		Workspace running = start(this.builder, () -> Lease.until(this.clock.instant().plusSeconds(3600)));
		this.runtime.exit(running.id(), 0);
		Await.inState(this.handler.get(), running, WorkspaceState.STOPPED);
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
		assertThat(this.clock.delays()).isEmpty();
		this.clock.advance(Duration.ofHours(2));
		assertThat(this.expiries).isEmpty();
	}

	@Test
	void leaseThatIsDueWhileTheStoreIsAwayIsToldOnceItIsBack() {
		Workspace running = start(this.builder, () -> Lease.until(this.clock.instant().plusMillis(400)));
		this.store.beforeFind = (id) -> HookedStore.fail();
		this.clock.advance(HALF);
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.expiries).isEmpty();
		assertThat(this.clock.delays()).containsExactly(Duration.ofSeconds(5));
		this.store.beforeFind = (id) -> {
		};
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.expiries).extracting(LeaseExpiry::workspace).containsExactly(running);
		assertThat(this.clock.delays()).isEmpty();
		assertThat(this.log.lines()).containsExactly(
				"WARNING: Leases of workspace " + running.id()
						+ " are due, but its record could not be read, and is tried again: IllegalStateException",
				BROKEN);
	}

	@Test
	void leaseThatIsDueWhileTheStoreIsAwayIsNotToldOfWorkspaceThatHasEnded() {
		Workspace running = start(this.builder, () -> Lease.until(this.clock.instant().plusMillis(400)));
		this.store.beforeFind = (id) -> HookedStore.fail();
		this.clock.advance(HALF);
		this.store.beforeFind = (id) -> {
		};
		this.handler.get().stop(running.id());
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.expiries).isEmpty();
		assertThat(this.clock.delays()).isEmpty();
	}

	@Test
	void leasesOfWorkspaceThatWasNotRecordedAsRunningAreForgotten() {
		this.store.failBefore(WorkspaceState.RUNNING);
		Workspace failed = start(this.builder, () -> Lease.until(this.clock.instant().plusSeconds(3600)));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
	}

	@Test
	void listenersWhenRenewalHasEndedAreNotified() {
		StubLease lease = new StubLease(this.clock.instant().plusSeconds(4), true);
		Workspace running = start(this.builder.leaseNotice(Duration.ofMinutes(1)), () -> lease);
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
		assertThat(this.clock.delays()).containsExactly(Duration.ofSeconds(2));
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(this.expiries).isEmpty();
		assertThat(this.clock.delays()).containsExactly(Duration.ofSeconds(1));
		lease.renewed = false;
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.expiries).extracting(LeaseExpiry::workspace).containsExactly(running);
		assertThat(this.expiries.get(0).variables()).containsEntry("API_TOKEN", lease.end);
		assertThat(this.handler.get().soonestLeaseEnd()).hasValue(lease.end);
	}

	@Test
	void listenersWhenHandlerIsClosedAreNotNotified() {
		start(this.builder, () -> Lease.until(this.clock.instant().plusSeconds(3600)));
		this.handler.get().close();
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
		this.clock.advance(Duration.ofHours(2));
		assertThat(this.expiries).isEmpty();
	}

	@Test
	void timesAreNotNegative() {
		this.handler.set(this.builder.build());
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.leaseNotice(Duration.ofMillis(-1)))
			.withMessage("'notice' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.minimumLease(Duration.ofMillis(-1)))
			.withMessage("'minimumLease' must not be negative");
	}

	private Workspace start(WorkspaceHandler.Builder builder, Supplier<Lease> lease) {
		Registry registry = Registry.builder().minimumLease(Duration.ZERO).build();
		registry.register(EnvMutator.of("app", (context, env) -> env.putSecret("API_TOKEN", "secret-1", lease.get())));
		return start(builder, registry);
	}

	private Workspace start(WorkspaceHandler.Builder builder, Registry registry) {
		WorkspaceHandler handler = builder.build();
		this.handler.set(handler);
		handler.setEnvMutators(registry);
		return Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
	}

	/**
	 * A listener that fails.
	 */
	private static final class BrokenListener implements LeaseExpiryListener {

		@Override
		public void onExpiry(LeaseExpiry expiry) {
			throw new IllegalStateException("broken listener");
		}

	}

}
