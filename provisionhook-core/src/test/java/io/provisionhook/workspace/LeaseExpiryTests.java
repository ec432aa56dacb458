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

import io.provisionhook.EnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what becomes of a running workspace whose leases end.
 */
@Timeout(60)
class LeaseExpiryTests {

	private final RecordingRuntime runtime = new RecordingRuntime();

	private final HookedStore store = new HookedStore();

	private final List<LeaseExpiry> expiries = new CopyOnWriteArrayList<>();

	private final WorkspaceHandlerBuilder builder = WorkspaceHandler.builder(this.runtime)
		.store(this.store)
		.minimumLease(Duration.ZERO)
		.leaseExpiryListener((expiry) -> {
			throw new IllegalStateException("broken listener");
		})
		.leaseExpiryListener(this.expiries::add);

	private final AtomicReference<WorkspaceHandler> handler = new AtomicReference<>();

	@AfterEach
	void closeHandler() {
		this.handler.get().close();
	}

	@Test
	void leaseThatIsNotDueIsKnownAndNotToldOf() {
		Instant end = Instant.now().plusSeconds(3600);
		Workspace running = start(this.builder.leaseNotice(Duration.ofHours(2)), () -> Lease.until(end));
		assertThat(this.expiries).isEmpty();
		assertThat(this.handler.get().soonestLeaseEnd()).hasValue(end);
		assertThat(this.handler.get().get(running.id())).isEqualTo(running);
	}

	@Test
	void listenersAreToldOnceOfLeasesThatEndTogether() {
		Workspace running = start(this.builder, () -> Lease.until(Instant.now().plusMillis(400)));
		LeaseExpiry expiry = Await.patiently()
			.until(this.expiries::stream, (all) -> !this.expiries.isEmpty())
			.findFirst()
			.orElseThrow();
		assertThat(expiry.workspace()).isEqualTo(running);
		assertThat(expiry.variables()).containsOnlyKeys("API_TOKEN");
		assertThat(expiry.action()).isEqualTo(OnExpiry.EVENT);
		assertThat(this.handler.get().get(running.id())).isEqualTo(running);
		assertThat(this.handler.get().soonestLeaseEnd()).hasValue(expiry.variables().get("API_TOKEN"));
		assertThat(this.runtime.events).containsExactly("start demo");
	}

	@Test
	void workspaceWithoutLeasesHasNoEnd() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("app", (context, env) -> env.putSecret("API_TOKEN", "secret-1")));
		start(this.builder, registry);
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
	}

	@Test
	void workspaceIsRestartedIfTheOperatorWantsThat() {
		AtomicInteger leases = new AtomicInteger();
		Workspace running = start(this.builder.onExpiry(OnExpiry.RESTART),
				() -> Lease.until(Instant.now().plusMillis((leases.incrementAndGet() == 1) ? 400 : 3_600_000)));
		Workspace again = Await.patiently()
			.until(() -> this.handler.get().get(running.id()),
					(current) -> current.generation() == 2 && current.state() == WorkspaceState.RUNNING);
		assertThat(again.version()).isEqualTo(running.version() + 3);
		assertThat(this.expiries).singleElement().satisfies((expiry) -> {
			assertThat(expiry.workspace()).isEqualTo(running);
			assertThat(expiry.action()).isEqualTo(OnExpiry.RESTART);
		});
		assertThat(this.runtime.events).containsExactly("start demo", "stop", "start demo");
		assertThat(this.handler.get().soonestLeaseEnd())
			.hasValueSatisfying((soonest) -> assertThat(soonest).isAfter(Instant.now().plusSeconds(1800)));
	}

	@Test
	void leaseShorterThanTheMinimumIsNoReasonForARestart() {
		Workspace running = start(this.builder.onExpiry(OnExpiry.RESTART).minimumLease(Duration.ofMinutes(5)),
				() -> Lease.until(Instant.now().plusMillis(400)));
		Await.patiently().until(() -> !this.expiries.isEmpty());
		assertThat(this.expiries).extracting(LeaseExpiry::action).containsExactly(OnExpiry.EVENT);
		assertThat(this.handler.get().get(running.id())).isEqualTo(running);
	}

	@Test
	void workspaceThatCannotBeStoppedIsNotRestarted() {
		CountDownLatch tried = new CountDownLatch(1);
		this.runtime.beforeStop = tried::countDown;
		this.runtime.stopFailure = new IllegalStateException("no answer");
		Workspace running = start(this.builder.onExpiry(OnExpiry.RESTART),
				() -> Lease.until(Instant.now().plusMillis(400)));
		Await.patiently().until(() -> tried.getCount() == 0);
		assertThat(this.handler.get().get(running.id())).isEqualTo(running);
		assertThat(this.runtime.events).containsExactly("start demo");
	}

	@Test
	void workspaceThatSomebodyStopsMeanwhileIsNotRestarted() throws Exception {
		CountDownLatch due = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		Workspace running = start(this.builder.onExpiry(OnExpiry.RESTART).leaseExpiryListener((expiry) -> {
			due.countDown();
			Await.latchIgnoringInterruption(stopped);
		}), () -> Lease.until(Instant.now().plusMillis(400)));
		Await.latch(due);
		Workspace last = this.handler.get().stop(running.id());
		CountDownLatch looked = new CountDownLatch(1);
		this.store.beforeFind = (id) -> looked.countDown();
		stopped.countDown();
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
		Workspace running = start(this.builder.onExpiry(OnExpiry.RESTART),
				() -> Lease.until(Instant.now().plusMillis(400)));
		Await.latch(stopping);
		Workspace last = this.handler.get().stop(running.id());
		proceed.countDown();
		Await.patiently().until(() -> this.runtime.events.size() == 3);
		assertThat(last.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.handler.get().get(running.id())).isEqualTo(last);
		assertThat(this.runtime.events).containsExactly("start demo", "stop", "stop");
	}

	@Test
	void nobodyIsToldOfWorkspaceThatHasEnded() {
		Workspace running = start(this.builder, () -> Lease.until(Instant.now().plusSeconds(3600)));
		this.runtime.exit(running.id(), 0);
		Await.inState(this.handler.get(), running, WorkspaceState.STOPPED);
		Await.patiently().until(() -> this.handler.get().soonestLeaseEnd().isEmpty());
		assertThat(this.expiries).isEmpty();
	}

	@Test
	void leasesOfWorkspaceThatWasNotRecordedAsRunningAreForgotten() {
		this.store.failBefore(WorkspaceState.RUNNING);
		Workspace failed = start(this.builder, () -> Lease.until(Instant.now().plusSeconds(3600)));
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
	}

	@Test
	void renewedLeaseIsToldOfWhenItsRenewalHasEnded() {
		StubLease lease = new StubLease(Instant.now().plusSeconds(4), true);
		start(this.builder.leaseNotice(Duration.ofMinutes(1)), () -> lease);
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
		lease.renewed = false;
		Await.patiently().until(() -> !this.expiries.isEmpty());
		assertThat(this.expiries.get(0).variables()).containsEntry("API_TOKEN", lease.end);
		assertThat(this.handler.get().soonestLeaseEnd()).hasValue(lease.end);
	}

	@Test
	void closedHandlerTellsNobody() {
		start(this.builder, () -> Lease.until(Instant.now().plusSeconds(3600)));
		this.handler.get().close();
		assertThat(this.handler.get().soonestLeaseEnd()).isEmpty();
	}

	@Test
	void timesAreNotNegative() {
		this.handler.set(this.builder.build());
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.leaseNotice(Duration.ofMillis(-1)))
			.withMessage("'notice' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.minimumLease(Duration.ofMillis(-1)))
			.withMessage("'minimumLease' must not be negative");
	}

	private Workspace start(WorkspaceHandlerBuilder builder, Supplier<Lease> lease) {
		Registry registry = Registry.builder().minimumLease(Duration.ZERO).build();
		registry.register(EnvMutator.of("app", (context, env) -> env.putSecret("API_TOKEN", "secret-1", lease.get())));
		return start(builder, registry);
	}

	private Workspace start(WorkspaceHandlerBuilder builder, Registry registry) {
		WorkspaceHandler handler = builder.build();
		this.handler.set(handler);
		handler.setEnvMutators(registry);
		return Await.settled(handler, handler.create(WorkspaceRequest.named("demo").build()));
	}

}
