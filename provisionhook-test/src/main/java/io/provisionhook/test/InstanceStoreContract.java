package io.provisionhook.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.instance.HostProcess;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.instance.InstanceStore;
import io.provisionhook.workspace.instance.InstanceStore.Renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Contract test of a {@link WorkspaceStore} that several host applications can share, to
 * extend by its author in addition to {@link WorkspaceStoreContract}. Each inherited test
 * verifies one rule:
 * <ul>
 * <li>A lease ends at a time of the clock of the store.</li>
 * <li>A host application that was deleted can't renew its lease.</li>
 * <li>Of many that delete the same host application, one wins.</li>
 * </ul>
 *
 * @since 0.1.0
 */
@Timeout(120)
public abstract class InstanceStoreContract {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final HostProcess PROCESS = new HostProcess("boot pid:[1] 0", 42, 4711);

	/**
	 * Return the store. Called several times in a test; each store has the same records.
	 * @return a store, which is empty at the start of each test
	 */
	protected abstract WorkspaceStore store();

	private InstanceStore instances() {
		return store().instances().orElseThrow();
	}

	private static Instance instance(String id) {
		return new Instance(id, "engine", PROCESS, false, Instant.EPOCH, Duration.ZERO, Duration.ZERO,
				Map.of("health.vault", "UP"));
	}

	@Test
	void storeWithoutHostsFindsNone() {
		assertThat(instances().findAll()).isEmpty();
		assertThat(instances().renew("a~1", LEASE, Map.of())).isEqualTo(Renewal.GONE);
		assertThat(instances().delete("a~1")).isFalse();
		assertThat(instances().deleteIfLeaseIsOver("a~1")).isFalse();
		instances().leave("a~1", LEASE);
		assertThat(instances().findAll()).isEmpty();
	}

	@Test
	void hostThatJoinsHasALease() {
		instances().join(instance("a~1"), LEASE);
		assertThat(instances().findAll()).singleElement().satisfies((found) -> {
			assertThat(found).usingRecursiveComparison()
				.ignoringFields("leaseEnd", "leaseAge", "leaseLeft")
				.isEqualTo(instance("a~1"));
			assertThat(found.leaseLeft()).isPositive().isLessThanOrEqualTo(LEASE);
			assertThat(found.leaseAge()).isBetween(Duration.ZERO, LEASE);
			assertThat(found.isLeaseOver()).isFalse();
		});
		assertThat(instances().deleteIfLeaseIsOver("a~1")).isFalse();
	}

	@Test
	void renewalBeginsTheLeaseAnew() {
		instances().join(instance("a~1"), Duration.ofSeconds(1));
		Instant end = instances().findAll().get(0).leaseEnd();
		assertThat(instances().renew("a~1", LEASE, Map.of("health.vault", "DOWN"))).isEqualTo(Renewal.ALONE);
		assertThat(instances().findAll()).singleElement().satisfies((found) -> {
			assertThat(found.leaseEnd()).isAfter(end);
			assertThat(found.details()).isEqualTo(Map.of("health.vault", "DOWN"));
		});
	}

	@Test
	void renewalTellsOfOthers() {
		instances().join(instance("a~1"), LEASE);
		instances().join(instance("b~1"), LEASE);
		assertThat(instances().renew("a~1", LEASE, Map.of())).isEqualTo(Renewal.AMONG_OTHERS);
		assertThat(instances().delete("b~1")).isTrue();
		assertThat(instances().renew("a~1", LEASE, Map.of())).isEqualTo(Renewal.ALONE);
	}

	@Test
	void hostWhoseLeaseIsOverIsDeletedForGood() {
		instances().join(instance("a~1"), Duration.ofMillis(-1));
		instances().join(instance("b~1"), LEASE);
		assertThat(instances().findAll()).filteredOn(Instance::isLeaseOver)
			.extracting(Instance::id)
			.containsExactly("a~1");
		assertThat(instances().deleteIfLeaseIsOver("b~1")).isFalse();
		assertThat(instances().deleteIfLeaseIsOver("a~1")).isTrue();
		assertThat(instances().renew("a~1", LEASE, Map.of())).isEqualTo(Renewal.GONE);
		assertThat(instances().findAll()).extracting(Instance::id).containsExactly("b~1");
	}

	@Test
	void hostThatLeavesIsMarked() {
		instances().join(instance("a~1"), LEASE);
		instances().leave("a~1", LEASE.multipliedBy(10));
		assertThat(instances().findAll()).singleElement().satisfies((found) -> {
			assertThat(found.leaving()).isTrue();
			assertThat(found.leaseLeft()).isGreaterThan(LEASE);
		});
	}

	@Test
	void oneOfManyThatDeleteTheSameHostWins() throws Exception {
		instances().join(instance("a~1"), Duration.ofMillis(-1));
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			Callable<Boolean> delete = () -> instances().deleteIfLeaseIsOver("a~1");
			int winners = 0;
			for (Future<Boolean> outcome : threads.invokeAll(Collections.nCopies(16, delete))) {
				winners += outcome.get() ? 1 : 0;
			}
			assertThat(winners).isOne();
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void storeFindsTheRecordsThatWereWrittenSince() {
		store().insert(SampleWorkspaces.first("w1"));
		Instant start = store().findChanges(null).until();
		assertThat(store().findChanges(null).workspaces()).isEmpty();
		assertThat(store().findChanges(start.minusSeconds(60)).workspaces()).extracting(Workspace::id)
			.containsExactly("w1");
		assertThat(store().findChanges(start.plusSeconds(60)).workspaces()).isEmpty();
		Workspace first = store().find("w1").orElseThrow();
		store().replace(first, SampleWorkspaces.next(first, WorkspaceState.RUNNING, null), null);
		store().insert(SampleWorkspaces.first("w2"));
		WorkspaceStore.Changes changes = store().findChanges(start);
		assertThat(changes.workspaces()).extracting(Workspace::id, Workspace::state)
			.containsExactlyInAnyOrder(tuple("w1", WorkspaceState.RUNNING), tuple("w2", WorkspaceState.PROVISIONING));
		assertThat(changes.until()).isAfterOrEqualTo(start);
	}

	@Test
	void storeCountsTheLiveWorkspacesOfEachHost() {
		List<String> ids = List.of("w1", "w2", "w3", "w4");
		for (String id : ids) {
			store()
				.insert(SampleWorkspaces.owned(SampleWorkspaces.first(id), "w4".equals(id) ? "b~1" : "a~1", "", null));
		}
		Workspace ended = store().find("w1").orElseThrow();
		store().replace(ended, new Workspace("w1", ended.request(), WorkspaceState.STOPPED, null, null, null,
				ended.createdAt(), ended.updatedAt(), 1, ended.version() + 1, "a~1", "", null), null);
		store().insert(SampleWorkspaces.first("w5"));
		assertThat(instances().countLive()).isEqualTo(Map.of("a~1", 2L, "b~1", 1L));
	}

}
