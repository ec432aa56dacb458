package io.provisionhook.workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.Lease;
import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link WorkspaceLeases}: what comes due when, on a clock of the test's.
 */
class WorkspaceLeasesTests {

	@RegisterExtension
	private final LogCapture log = new LogCapture();

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private static final Duration NOTICE = Duration.ofMinutes(5);

	@Test
	void leaseComesDueByTheNoticeBeforeItsEndAndOnce() {
		WorkspaceLeases leases = of(Map.of("TOKEN", Lease.until(at(60))));
		assertThat(leases.nextCheck(START)).hasValue(Duration.ofMinutes(55));
		assertThat(leases.due(at(55).minusMillis(1))).isEmpty();
		assertThat(leases.due(at(55))).containsExactly(entry("TOKEN", at(60)));
		assertThat(leases.due(at(56))).isEmpty();
		assertThat(leases.nextCheck(at(55))).isEmpty();
	}

	@Test
	void shortLeaseComesDueAtHalfItsTime() {
		WorkspaceLeases leases = of(Map.of("TOKEN", Lease.until(at(4))));
		assertThat(leases.nextCheck(START)).hasValue(Duration.ofMinutes(2));
		assertThat(leases.due(at(2).minusMillis(1))).isEmpty();
		assertThat(leases.due(at(2))).containsOnlyKeys("TOKEN");
	}

	@Test
	void eachLeaseComesDueInItsTime() {
		WorkspaceLeases leases = of(
				Map.of("B_TOKEN", Lease.until(at(60)), "A_TOKEN", Lease.until(at(60)), "LATE", Lease.until(at(90))));
		assertThat(leases.nextCheck(START)).hasValue(Duration.ofMinutes(55));
		assertThat(leases.due(at(55))).containsExactly(entry("A_TOKEN", at(60)), entry("B_TOKEN", at(60)));
		assertThat(leases.nextCheck(at(55))).hasValue(Duration.ofMinutes(30));
		assertThat(leases.due(at(85))).containsOnlyKeys("LATE");
	}

	@Test
	void leaseThatHasEndedIsDue() {
		WorkspaceLeases leases = of(Map.of("TOKEN", Lease.until(START.minusSeconds(1))));
		assertThat(leases.due(START)).containsOnlyKeys("TOKEN");
	}

	@Test
	void renewedLeaseIsNotDueAsLongAsItIsRenewed() {
		StubLease lease = new StubLease(at(2), true);
		WorkspaceLeases leases = of(Map.of("DB", lease));
		assertThat(leases.nextCheck(START)).hasValue(Duration.ofMinutes(1));
		assertThat(leases.due(at(1))).isEmpty();
		lease.end = at(3);
		assertThat(leases.due(at(2))).isEmpty();
		assertThat(leases.nextCheck(at(2))).hasValue(Duration.ofSeconds(30));
	}

	@Test
	void renewedLeaseComesDueOnceNobodyRenewsIt() {
		StubLease lease = new StubLease(at(60), true);
		WorkspaceLeases leases = of(Map.of("DB", lease));
		assertThat(leases.due(at(56))).isEmpty();
		lease.renewed = false;
		assertThat(leases.due(at(57))).containsExactly(entry("DB", at(60)));
	}

	@Test
	void renewedLeaseComesDueWhenItHasEndedAllTheSame() {
		WorkspaceLeases leases = of(Map.of("DB", new StubLease(at(1), true)));
		assertThat(leases.due(at(1).minusMillis(1))).isEmpty();
		assertThat(leases.nextCheck(at(1).minusMillis(700))).hasValue(Duration.ofMillis(700));
		assertThat(leases.nextCheck(at(1).minusMillis(1800))).hasValue(Duration.ofSeconds(1));
		assertThat(leases.due(at(1))).containsExactly(entry("DB", at(1)));
	}

	@Test
	void monitorLooksOnceADayAtLeast() {
		assertThat(of(Map.of("TOKEN", Lease.until(Instant.MAX))).nextCheck(START)).hasValue(Duration.ofDays(1));
	}

	@Test
	void soonestEndIsThatOfALeaseWhichNobodyRenews() {
		StubLease renewed = new StubLease(at(1), true);
		WorkspaceLeases leases = of(Map.of("DB", renewed, "TOKEN", Lease.until(at(60)), "OTHER", Lease.until(at(90))));
		assertThat(leases.soonestEnd()).hasValue(at(60));
		leases.due(at(59));
		assertThat(leases.soonestEnd()).hasValue(at(60));
		renewed.renewed = false;
		assertThat(leases.soonestEnd()).hasValue(at(1));
		assertThat(of(Map.of("DB", new StubLease(at(1), true))).soonestEnd()).isEmpty();
	}

	@Test
	void leaseThatFailsIsDueAsItWasLastKnown() {
		StubLease lease = new StubLease(at(60), true);
		WorkspaceLeases leases = of(Map.of("DB", new Lease() {

			@Override
			public Instant expiresAt() {
				return lease.expiresAt();
			}

			@Override
			public boolean isRenewed() {
				if (!lease.isRenewed()) {
					throw new IllegalStateException("no idea");
				}
				return true;
			}

		}));
		assertThat(leases.due(at(56))).isEmpty();
		lease.renewed = false;
		assertThat(leases.due(at(57))).containsExactly(entry("DB", at(60)));
		WorkspaceLeases broken = of(Map.of("DB", () -> {
			throw new LinkageError("gone");
		}));
		assertThat(broken.due(START)).containsOnlyKeys("DB");
		assertThat(this.log.lines()).containsExactly(
				"WARNING: The lease of variable \"DB\" failed with java.lang.IllegalStateException",
				"WARNING: The lease of variable \"DB\" failed with java.lang.LinkageError");
	}

	private static Instant at(long minute) {
		return START.plus(Duration.ofMinutes(minute));
	}

	private static WorkspaceLeases of(Map<String, Lease> leases) {
		return new WorkspaceLeases(leases, NOTICE, START);
	}

}
