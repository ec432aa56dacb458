package io.provisionhook.workspace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import java.util.logging.Level;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.testsupport.LogCapture;
import io.provisionhook.workspace.history.ProvisioningRecord;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.internal.Membership;
import io.provisionhook.workspace.runtime.WorkspaceExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link WorkspaceHandler}: several hosts with one store.
 */
@Timeout(120)
class SeveralHostsTests {

	private static final Duration LEASE = Duration.ofSeconds(15);

	@RegisterExtension
	final LogCapture log = new LogCapture("io.provisionhook", Level.INFO);

	private final SharedStore store = new SharedStore();

	private final SharedEngine engine = new SharedEngine("engine");

	private final List<TestHost> hosts = new ArrayList<>();

	private TestHost start(String name, SharedEngine engine, UnaryOperator<WorkspaceHandler.Builder> settings) {
		TestHost host = new TestHost(name, this.store, engine, settings);
		this.hosts.add(host);
		return host;
	}

	private TestHost start(String name) {
		return start(name, this.engine, UnaryOperator.identity());
	}

	private void pass(Duration time) {
		for (long second = 0; second < time.toSeconds(); second++) {
			this.store.time.advance(Duration.ofSeconds(1));
			this.hosts.forEach((host) -> host.pass(Duration.ofSeconds(1)));
		}
	}

	private static Workspace create(TestHost host) {
		return Await.settled(host.handler, host.handler.create(WorkspaceRequest.named("demo").build()));
	}

	private Workspace recordOf(Workspace workspace) {
		return this.store.find(workspace.id()).orElseThrow();
	}

	@AfterEach
	void close() {
		this.store.away = false;
		this.hosts.forEach(TestHost::close);
	}

	@Test
	void hostThatRenewsItsLeaseKeepsItsWorkspaces() {
		TestHost a = start("a");
		TestHost b = start("b");
		Workspace running = create(a);
		pass(Duration.ofMinutes(10));
		assertThat(recordOf(running)).isEqualTo(running);
		assertThat(running.owner()).isEqualTo(a.id()).startsWith("a~");
		assertThat(b.handler.get(running.id())).isEqualTo(running);
		assertThat(this.log.lines()).isEmpty();
	}

	@Test
	void workspaceOfADeadHostIsTakenOverAfterItsLease() {
		TestHost a = start("a");
		Workspace running = create(a);
		TestHost b = start("b");
		a.freeze();
		pass(LEASE);
		assertThat(recordOf(running).owner()).isEqualTo(a.id());
		pass(Duration.ofSeconds(2));
		Workspace taken = recordOf(running);
		assertThat(taken.owner()).isEqualTo(b.id());
		assertThat(taken.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(taken.generation()).isEqualTo(running.generation());
		assertThat(this.engine.events).containsExactly("start " + running.id() + " 1");
		assertThat(this.log.lines()).containsExactly(
				"WARNING: Host \"b\" takes host \"a\" for dead, which has not renewed its lease",
				"INFO: Host \"b\" has taken over from host \"a\", which is gone: {ADOPTED=1}");
		assertThat(b.handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.engine.runs).isEmpty();
	}

	@Test
	void hostThatWakesActsOnNothingThatWasTakenOver() {
		TestHost a = start("a");
		Workspace running = create(a);
		TestHost b = start("b");
		String before = a.id();
		a.freeze();
		pass(Duration.ofSeconds(20));
		a.thaw();
		pass(Duration.ofSeconds(2));
		assertThat(a.id()).isNotEqualTo(before).startsWith("a~");
		assertThat(recordOf(running).owner()).isEqualTo(b.id());
		this.engine.run(running.id()).exit().complete(new WorkspaceExit(3));
		assertThat(recordOf(running).version()).as("only the owner records the end").isEqualTo(3);
		assertThat(recordOf(running).exitCode()).isEqualTo(3);
		assertThat(this.log.lines()).anySatisfy((line) -> assertThat(line).startsWith(
				"WARNING: Host \"a\" was taken " + "for dead by host \"b\", since its lease was over; it joins again"));
	}

	@Test
	void hostWithoutLeaseRefusesToAct() {
		TestHost a = start("a");
		Workspace running = create(a);
		this.store.away = true;
		pass(Duration.ofSeconds(14));
		this.store.away = false;
		assertThat(a.handler.instances().holdsLease()).isFalse();
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class)
			.isThrownBy(() -> a.handler.create(WorkspaceRequest.named("demo").build()))
			.withMessage("This host can't act on workspaces now, since it could not renew its lease in the store");
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class).isThrownBy(() -> a.handler.stop(running.id()));
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class)
			.isThrownBy(() -> a.handler.restart(running.id()));
		assertThatExceptionOfType(WorkspaceHandlerClosedException.class)
			.isThrownBy(() -> a.handler.delete(running.id()));
		assertThat(a.handler.get(running.id())).isEqualTo(running);
		pass(Duration.ofSeconds(5));
		assertThat(a.handler.instances().holdsLease()).isTrue();
		assertThat(a.handler.stop(running.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.log.lines()).containsExactly(
				"WARNING: The lease of host \"a\" could not be renewed, and is tried again: IllegalStateException",
				"WARNING: Host \"a\" could not renew its lease for 14000 ms: it starts and stops no workspace and "
						+ "gives no credential until it has one again",
				"INFO: Host \"a\" holds its lease again, and acts on workspaces again");
	}

	@Test
	void nobodyIsTakenForDeadBecauseTheStoreWasAway() {
		TestHost a = start("a");
		TestHost b = start("b");
		Workspace ofA = create(a);
		Workspace ofB = create(b);
		this.store.away = true;
		pass(LEASE.multipliedBy(2));
		this.store.away = false;
		pass(LEASE.multipliedBy(2));
		assertThat(recordOf(ofA)).isEqualTo(ofA);
		assertThat(recordOf(ofB)).isEqualTo(ofB);
		assertThat(this.engine.events).hasSize(2);
		assertThat(this.store.hosts.keySet()).containsExactlyInAnyOrder(a.id(), b.id());
	}

	@Test
	void nobodyIsTakenForDeadBecauseTheClockOfTheStoreWasPutForward() {
		TestHost a = start("a");
		TestHost b = start("b");
		Workspace ofA = create(a);
		pass(Duration.ofSeconds(7));
		this.store.time.advance(Duration.ofMinutes(10));
		pass(Duration.ofMinutes(1));
		assertThat(recordOf(ofA)).isEqualTo(ofA);
		assertThat(this.store.hosts.keySet()).containsExactlyInAnyOrder(a.id(), b.id());
	}

	@Test
	void workspacesOfADeadHostAreTakenOverOnceEach() {
		TestHost dead = start("dead");
		List<Workspace> left = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			left.add(create(dead));
		}
		List<String> others = List.of(start("a").id(), start("b").id(), start("c").id());
		dead.freeze();
		pass(Duration.ofSeconds(17));
		assertThat(left).allSatisfy((workspace) -> {
			Workspace taken = recordOf(workspace);
			assertThat(taken.owner()).isIn(others);
			assertThat(taken.version()).isEqualTo(workspace.version() + 1);
		});
	}

	@Test
	void eachHostTakesItsShareOfTheWorkspacesOfADeadHostFirst() {
		TestHost dead = start("dead");
		List<Workspace> left = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			left.add(create(dead));
		}
		TestHost a = start("a", this.engine, (builder) -> builder.concurrency(1));
		List<TestHost> others = List.of(a, start("b"), start("c"));
		List<String> taken = new CopyOnWriteArrayList<>();
		this.store.beforeReplace = (next) -> taken.add(next.id());
		dead.freeze();
		pass(Duration.ofSeconds(17));
		assertThat(left)
			.allSatisfy((workspace) -> assertThat(others.stream().filter((host) -> hasShareIn(host, workspace.id())))
				.hasSize(1));
		List<String> share = left.stream().map(Workspace::id).filter((id) -> hasShareIn(a, id)).toList();
		assertThat(share).isNotEmpty().hasSizeLessThan(left.size());
		assertThat(taken.subList(0, share.size())).containsExactlyInAnyOrderElementsOf(share);
	}

	private static boolean hasShareIn(TestHost host, String workspaceId) {
		return ((Membership) host.handler.instances()).hasShareIn(workspaceId);
	}

	@Test
	void provisioningOfADeadHostIsCutShort() throws InterruptedException {
		TestHost a = start("a");
		TestHost b = start("b");
		CountDownLatch goOn = new CountDownLatch(1);
		Workspace cut = blockedBeforeStart(a, goOn);
		a.freeze();
		pass(Duration.ofSeconds(17));
		Workspace failed = recordOf(cut);
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError())
			.isEqualTo("provisioning: cut short, since the host application ended or its store was not available");
		a.thaw();
		goOn.countDown();
		Await.patiently().until(() -> !a.handler.isBusy(cut.id()));
		assertThat(recordOf(cut)).isEqualTo(failed);
		assertThat(this.engine.runs).isEmpty();
		assertThat(b.handler.history().provisionings(cut.id())).singleElement()
			.extracting(ProvisioningRecord::outcome)
			.isEqualTo(MutatorOutcome.FAILURE);
	}

	@Test
	void startThatIsFrozenBeforeItCreatesIsUndone() throws InterruptedException {
		UnaryOperator<WorkspaceHandler.Builder> again = (builder) -> builder
			.onInterruption(Reconciliation.OnInterruption.PROVISION);
		TestHost a = start("a", this.engine, again);
		TestHost b = start("b", this.engine, again);
		CountDownLatch goOn = new CountDownLatch(1);
		Workspace frozen = blockedBeforeStart(a, goOn);
		this.engine.beforeStart = (launch) -> {
		};
		a.freeze();
		pass(Duration.ofSeconds(17));
		Workspace running = Await.settled(b.handler, frozen);
		assertThat(running.generation()).isEqualTo(2);
		assertThat(running.owner()).isEqualTo(b.id());
		a.thaw();
		goOn.countDown();
		Await.patiently().until(() -> !a.handler.isBusy(frozen.id()));
		assertThat(recordOf(frozen)).isEqualTo(running);
		assertThat(this.engine.events).containsExactly("start " + frozen.id() + " 2");
		assertThat(this.engine.run(frozen.id()).generation()).isEqualTo(2);
	}

	@Test
	void startThatIsFrozenBeforeItIsRecordedIsUndone() throws InterruptedException {
		UnaryOperator<WorkspaceHandler.Builder> again = (builder) -> builder
			.onInterruption(Reconciliation.OnInterruption.PROVISION);
		TestHost a = start("a", this.engine, again);
		TestHost b = start("b", this.engine, again);
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.engine.afterStart = (launch) -> {
			if (launch.generation() == 1) {
				started.countDown();
				Await.latchIgnoringInterruption(goOn);
			}
		};
		Workspace frozen = a.handler.create(WorkspaceRequest.named("demo").build());
		Await.latch(started);
		a.freeze();
		pass(Duration.ofSeconds(17));
		Workspace running = Await.settled(b.handler, frozen);
		a.thaw();
		goOn.countDown();
		Await.patiently().until(() -> !a.handler.isBusy(frozen.id()));
		assertThat(recordOf(frozen)).isEqualTo(running);
		assertThat(running.generation()).isEqualTo(2);
		assertThat(this.engine.run(frozen.id()).generation()).isEqualTo(2);
		assertThat(this.engine.events).containsExactly("start " + frozen.id() + " 1", "stop " + frozen.id() + " 1",
				"start " + frozen.id() + " 2");
	}

	private Workspace blockedBeforeStart(TestHost host, CountDownLatch goOn) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		this.engine.beforeStart = (launch) -> {
			begun.countDown();
			Await.latchIgnoringInterruption(goOn);
		};
		Workspace workspace = host.handler.create(WorkspaceRequest.named("demo").build());
		Await.latch(begun);
		return workspace;
	}

	@Test
	void hostThatLeavesHandsItsWorkspacesOverAtOnce() {
		TestHost a = start("a");
		Workspace running = create(a);
		TestHost b = start("b");
		a.close();
		pass(Duration.ofSeconds(6));
		assertThat(recordOf(running).owner()).isEqualTo(b.id());
		assertThat(this.engine.events).hasSize(1);
		assertThat(this.log.lines())
			.containsExactly("INFO: Host \"b\" has taken over from host \"a\", which is gone: {ADOPTED=1}");
	}

	@Test
	void leaseIsTheLastThatAHostGivesUp() throws Exception {
		CountDownLatch stopping = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		TestHost a = start("a", this.engine, (builder) -> builder.onShutdown(WorkspaceHandler.OnShutdown.STOP));
		TestHost b = start("b");
		Workspace running = create(a);
		this.engine.beforeStop = (id) -> {
			stopping.countDown();
			Await.latchIgnoringInterruption(goOn);
		};
		Thread closing = new Thread(a::close);
		closing.start();
		Await.latch(stopping);
		pass(LEASE.multipliedBy(2));
		assertThat(a.handler.instances().holdsLease()).isTrue();
		assertThat(recordOf(running).owner()).isEqualTo(a.id());
		goOn.countDown();
		closing.join();
		assertThat(recordOf(running).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.store.hosts.get(a.id())).extracting(Instance::leaving).isEqualTo(true);
		assertThat(b.handler.instances().findAll()).hasSize(2);
	}

	@Test
	void hostThatStartsAfterTheLastOneHasLeftTakesItsWorkspacesOver() {
		TestHost a = start("a");
		Workspace running = create(a);
		a.close();
		TestHost b = start("b");
		assertThat(recordOf(running).owner()).isEqualTo(b.id());
		assertThat(this.store.hosts).containsOnlyKeys(b.id());
	}

	@Test
	void workspaceOfAMachineThatIsLostIsFailed() {
		TestHost a = start("a", new SharedEngine("machine a"), UnaryOperator.identity());
		Workspace running = create(a);
		TestHost b = start("b");
		a.freeze();
		pass(Duration.ofSeconds(17));
		Workspace failed = b.handler.get(running.id());
		assertThat(failed.state()).isEqualTo(WorkspaceState.FAILED);
		assertThat(failed.lastSampleError()).isEqualTo("host \"a\" is gone");
		assertThat(this.log.lines())
			.endsWith("INFO: Host \"b\" has taken over from host \"a\", which is gone: {LOST=1}");
	}

	@Test
	void workspaceOfAMachineThatIsLostIsProvisionedElsewhereIfThatIsConfigured() {
		SharedEngine machine = new SharedEngine("machine a");
		TestHost a = start("a", machine, UnaryOperator.identity());
		Workspace running = create(a);
		TestHost b = start("b", this.engine, (builder) -> builder.onHostLoss(Reconciliation.OnHostLoss.PROVISION));
		a.freeze();
		pass(Duration.ofSeconds(17));
		Workspace again = Await.settled(b.handler, running);
		assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(again.owner()).isEqualTo(b.id());
		assertThat(again.generation()).isEqualTo(2);
		assertThat(machine.runs).containsKey(running.id());
		a.thaw();
		pass(Duration.ofSeconds(2));
		a.handler.reconcile();
		assertThat(machine.runs).as("the run of the lost host is stopped when it is back").isEmpty();
		assertThat(recordOf(running)).isEqualTo(again);
	}

	@Test
	void workspaceOfALocalRuntimeWaitsForAnotherHostOfItsMachine() {
		SharedEngine machine = new SharedEngine("machine a");
		TestHost a = start("a", machine, UnaryOperator.identity());
		Workspace running = create(a);
		start("b");
		TestHost neighbour = start("neighbour", machine, UnaryOperator.identity());
		a.freeze();
		pass(Duration.ofSeconds(17));
		assertThat(recordOf(running).owner()).isEqualTo(neighbour.id());
		assertThat(recordOf(running).state()).isEqualTo(WorkspaceState.RUNNING);
	}

	@Test
	void machineThatLeavesHasAMinuteToComeBack() {
		SharedEngine machine = new SharedEngine("machine a");
		TestHost a = start("a", machine, UnaryOperator.identity());
		Workspace running = create(a);
		start("b");
		a.close();
		pass(Duration.ofSeconds(55));
		assertThat(recordOf(running)).isEqualTo(running);
		TestHost next = start("a", machine, UnaryOperator.identity());
		assertThat(recordOf(running).owner()).isEqualTo(next.id());
	}

	@Test
	void workspaceOfAnotherHostIsStoppedByItsOwner() throws Exception {
		TestHost a = start("a");
		Workspace running = create(a);
		TestHost b = start("b");
		pass(Duration.ofSeconds(6));
		Workspace stopped = whilePassing(() -> b.handler.stop(running.id()));
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(stopped.wanted()).isNull();
		assertThat(this.engine.runs).isEmpty();
	}

	@Test
	void workspaceOfAnotherHostIsRestartedByItsOwner() {
		TestHost a = start("a");
		Workspace running = create(a);
		TestHost b = start("b");
		pass(Duration.ofSeconds(6));
		Workspace asked = b.handler.restart(running.id());
		assertThat(asked.state()).isEqualTo(WorkspaceState.RUNNING);
		assertThat(asked.wanted()).isEqualTo(Workspace.Wish.RESTART);
		assertThatExceptionOfType(WorkspaceStateException.class).isThrownBy(() -> b.handler.restart(running.id()))
			.withMessage(
					"Workspace '" + running.id() + "' is RUNNING and can't be restarted while it is being restarted");
		pass(Duration.ofSeconds(1));
		Workspace again = Await.patiently()
			.until(() -> recordOf(running),
					(current) -> current.generation() == 2 && current.state() == WorkspaceState.RUNNING);
		assertThat(again.owner()).isEqualTo(a.id());
		assertThat(again.wanted()).isNull();
	}

	@Test
	void workspaceOfAnotherHostIsDeleted() throws Exception {
		TestHost a = start("a", new SharedEngine("machine a"), UnaryOperator.identity());
		Workspace running = create(a);
		TestHost b = start("b");
		pass(Duration.ofSeconds(6));
		whilePassing(() -> {
			b.handler.delete(running.id());
			return running;
		});
		assertThat(this.store.find(running.id())).isEmpty();
	}

	@Test
	void retentionLeavesWorkspacesToTheHostThatReachesThem() {
		TestHost a = start("a", new SharedEngine("machine a"), UnaryOperator.identity());
		Workspace ended = a.handler.stop(create(a).id());
		start("b", this.engine, (builder) -> builder.retention(Duration.ofMinutes(1)));
		pass(Duration.ofMinutes(3));
		assertThat(this.store.find(ended.id())).contains(ended);
		a.freeze();
		pass(Duration.ofMinutes(2));
		assertThat(this.store.find(ended.id())).as("nobody reaches it any more").isEmpty();
	}

	@Test
	void endedWorkspaceOfAnotherMachineIsRestartedThere() {
		SharedEngine machine = new SharedEngine("machine a");
		TestHost a = start("a", machine, UnaryOperator.identity());
		Workspace ended = a.handler.stop(create(a).id());
		TestHost b = start("b");
		pass(Duration.ofSeconds(6));
		assertThat(b.handler.restart(ended.id()).wanted()).isEqualTo(Workspace.Wish.RESTART);
		pass(Duration.ofSeconds(1));
		Workspace again = Await.patiently()
			.until(() -> recordOf(ended), (current) -> current.state() == WorkspaceState.RUNNING);
		assertThat(again.owner()).isEqualTo(a.id());
		assertThat(machine.runs).containsKey(ended.id());
		assertThat(this.engine.runs).isEmpty();
	}

	@Test
	void endedWorkspaceOfAMachineThatIsGoneIsRestartedHere() {
		TestHost a = start("a", new SharedEngine("machine a"), UnaryOperator.identity());
		Workspace ended = a.handler.stop(create(a).id());
		TestHost b = start("b");
		a.freeze();
		pass(Duration.ofSeconds(17));
		Workspace again = Await.settled(b.handler, b.handler.restart(ended.id()));
		assertThat(again.owner()).isEqualTo(b.id());
		assertThat(again.location()).isEqualTo("engine");
	}

	@Test
	void workspaceThatItsOwnerCanNotStopSaysWhy() throws Exception {
		SharedEngine machine = new SharedEngine("machine a");
		TestHost a = start("a", machine, UnaryOperator.identity());
		Workspace running = create(a);
		machine.beforeStop = (id) -> {
			throw new IllegalStateException("no answer");
		};
		TestHost b = start("b");
		pass(Duration.ofSeconds(6));
		assertThatExceptionOfType(WorkspaceRuntimeException.class)
			.isThrownBy(() -> whilePassing(() -> b.handler.stop(running.id())))
			.withMessage("Workspace '" + running.id() + "' could not be stopped by host \"a\": Workspace '"
					+ running.id() + "' could not be stopped: no answer");
		assertThat(recordOf(running).state()).isEqualTo(WorkspaceState.RUNNING);
		machine.beforeStop = (id) -> {
		};
	}

	@Test
	void wishForAHostThatDiesIsObeyedByItsSuccessor() throws Exception {
		TestHost a = start("a");
		Workspace running = create(a);
		TestHost b = start("b");
		pass(Duration.ofSeconds(6));
		a.freeze();
		Workspace stopped = whilePassing(() -> b.handler.stop(running.id()));
		assertThat(stopped.state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.engine.runs).isEmpty();
	}

	@Test
	void provisioningOfAnotherHostIsCancelled() throws InterruptedException {
		TestHost a = start("a");
		TestHost b = start("b");
		CountDownLatch goOn = new CountDownLatch(1);
		Workspace provisioning = blockedBeforeStart(a, goOn);
		assertThat(b.handler.stop(provisioning.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		goOn.countDown();
		Await.patiently().until(() -> !a.handler.isBusy(provisioning.id()));
		assertThat(recordOf(provisioning).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.engine.runs).isEmpty();
	}

	@Test
	void startThatWasCancelledElsewhereIsUndoneIfItsHostDies() throws InterruptedException {
		TestHost a = start("a");
		TestHost b = start("b");
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.engine.afterStart = (launch) -> {
			started.countDown();
			Await.latchIgnoringInterruption(goOn);
		};
		Workspace provisioning = a.handler.create(WorkspaceRequest.named("demo").build());
		Await.latch(started);
		assertThat(b.handler.stop(provisioning.id()).state()).isEqualTo(WorkspaceState.STOPPED);
		assertThat(this.engine.runs).containsKey(provisioning.id());
		a.freeze();
		pass(Duration.ofSeconds(17));
		assertThat(this.engine.runs).isEmpty();
		assertThat(recordOf(provisioning).state()).isEqualTo(WorkspaceState.STOPPED);
		goOn.countDown();
	}

	@Test
	void outputOfAWorkspaceOnAnotherMachineNamesItsHost() {
		TestHost a = start("a", new SharedEngine("machine a"), UnaryOperator.identity());
		Workspace running = create(a);
		TestHost b = start("b");
		assertThatExceptionOfType(WorkspaceRuntimeException.class).isThrownBy(() -> b.handler.log(running.id()))
			.withMessage("The output of workspace '" + running.id() + "' is on host \"a\"; ask there");
	}

	@Test
	void hostsAreListedWithTheirDetails() {
		start("a", this.engine, (builder) -> builder.instanceDetails(() -> Map.of("threads.abandoned", "3")));
		TestHost b = start("b");
		assertThat(b.handler.instances().findAll()).extracting(Instance::name, Instance::details)
			.containsExactlyInAnyOrder(tuple("a", Map.of("threads.abandoned", "3")), tuple("b", Map.of()));
	}

	@Test
	void listenerThatWantsItHearsOfTheChangesOfOthersOnce() {
		List<String> heard = new CopyOnWriteArrayList<>();
		start("a", this.engine, (builder) -> builder.listener(new WorkspaceListener() {

			@Override
			public void onChange(Workspace workspace) {
				heard.add("own " + workspace.state());
			}

			@Override
			public boolean wantsRemoteChanges() {
				return true;
			}

			@Override
			public void onRemoteChange(Workspace workspace) {
				heard.add("remote " + workspace.state());
			}

		}));
		TestHost b = start("b");
		pass(Duration.ofSeconds(6));
		Workspace running = create(b);
		pass(Duration.ofSeconds(3));
		assertThat(heard).containsExactly("remote RUNNING");
		create(this.hosts.get(0));
		b.handler.stop(running.id());
		pass(Duration.ofSeconds(9));
		assertThat(heard).containsExactly("remote RUNNING", "own PROVISIONING", "own RUNNING", "remote STOPPED");
	}

	@Test
	void hostThatIsAloneSendsOneStatementEachThirdOfItsLease() {
		TestHost a = start("a");
		assertThat(a.clock.delays()).contains(Duration.ofSeconds(5));
		pass(Duration.ofMinutes(1));
		assertThat(a.clock.delays()).hasSize(2).contains(Duration.ofSeconds(5));
	}

	private Workspace whilePassing(Callable<Workspace> call) throws Exception {
		FutureTask<Workspace> task = new FutureTask<>(call);
		Thread thread = new Thread(task);
		thread.start();
		while (!task.isDone()) {
			pass(Duration.ofSeconds(1));
			Thread.sleep(5);
		}
		try {
			return task.get();
		}
		catch (ExecutionException ex) {
			throw (Exception) ex.getCause();
		}
	}

}
