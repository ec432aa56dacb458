package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.plugin.internal.upstream.UpstreamHealth;
import io.provisionhook.plugin.internal.upstream.UpstreamHealthIndicator;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VaultLeases}.
 */
@ExtendWith(OutputCaptureExtension.class)
class VaultLeasesTests {

	private static final String RENEW = "sys/leases/renew";

	private static final String REVOKE = "sys/leases/revoke";

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	private final FakeTimer timer = new FakeTimer();

	private final UpstreamHealth health = new UpstreamHealth();

	private VaultPlugin plugin;

	private VaultLeases leases;

	private long generation = 1;

	@BeforeEach
	void start() {
		this.plugin = VaultPlugin.of(SERVER, "variables.A", "kv/a#k");
		this.leases = new VaultLeases(new LeaseCalls(this.plugin.connection.client(), this.health), this.timer,
				() -> false);
		SERVER.answer(VaultServer.post(REVOKE), 204, "");
	}

	@AfterEach
	void stop() {
		this.plugin.close();
	}

	@Test
	void leaseIsNotRenewedBeforeTheWorkspaceRuns() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		assertThat(this.timer.pending()).isZero();
		change(1, WorkspaceState.RUNNING);
		assertThat(this.timer.pending()).isOne();
	}

	@Test
	void leaseIsNotRenewedIfNobodyTellsOfTheWorkspace() {
		acquire("lease-1");
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void wordOfAnEarlierLifeThatComesLateEndsNothing() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(1, WorkspaceState.RUNNING);
		change(3, WorkspaceState.PROVISIONING);
		assertThatRevoked("lease-1");
		acquire("lease-2");
		change(2, WorkspaceState.STOPPED);
		assertThatRevoked("lease-1");
		change(1, WorkspaceState.RUNNING);
		assertThat(this.timer.pending()).isZero();
		change(4, WorkspaceState.RUNNING);
		change(5, WorkspaceState.STOPPED);
		assertThatRevoked("lease-1", "lease-2");
	}

	@Test
	void leaseOfARestartThatIsNotUsedIsRevokedAndThoseOfTheRunAndOfTheNextAttemptAreNot() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(1, WorkspaceState.RUNNING);
		this.generation = 2;
		acquire("lease-2");
		this.generation = 3;
		acquire("lease-3");
		Workspace running = record(1, 1, WorkspaceState.RUNNING);
		this.leases.onDiscarded(running, 2);
		this.leases.onChange(record(2, 1, WorkspaceState.RUNNING));
		assertThatRevoked("lease-2");
		this.leases.onChange(record(3, 3, WorkspaceState.PROVISIONING));
		assertThatRevoked("lease-2", "lease-1");
		this.leases.onChange(record(4, 3, WorkspaceState.RUNNING));
		this.leases.onChange(record(5, 3, WorkspaceState.STOPPED));
		assertThatRevoked("lease-2", "lease-1", "lease-3");
	}

	@Test
	void leaseIsTiedToALifeOfWhichAHandlerIsYetToTell() {
		this.leases = new VaultLeases(new LeaseCalls(this.plugin.connection.client(), this.health), this.timer,
				() -> true);
		acquire("lease-1");
		this.leases.onChange(record(1, 1, WorkspaceState.FAILED));
		assertThatRevoked("lease-1");
	}

	@Test
	void wordOfABeginningThatComesLateBeginsNothing() {
		change(3, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(0, WorkspaceState.PROVISIONING);
		change(4, WorkspaceState.FAILED);
		assertThatRevoked("lease-1");
	}

	@Test
	void wordOfABeginningThatComesTwiceEndsNothing() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(0, WorkspaceState.PROVISIONING);
		assertThat(this.timer.pending()).isZero();
		change(1, WorkspaceState.STOPPED);
		assertThatRevoked("lease-1");
	}

	@Test
	void leaseThatComesAfterTheEndIsRevokedAtOnce() {
		change(0, WorkspaceState.PROVISIONING);
		WorkspaceLeases late = this.leases.of("w-1", this.generation);
		change(1, WorkspaceState.STOPPED);
		late.add(lease("lease-1", Duration.ofHours(1), true));
		assertThatRevoked("lease-1");
	}

	@Test
	void leaseThatComesWhileTheWorkspaceRunsIsRenewed() {
		change(0, WorkspaceState.PROVISIONING);
		WorkspaceLeases late = this.leases.of("w-1", this.generation);
		change(1, WorkspaceState.RUNNING);
		late.add(lease("lease-1", Duration.ofHours(1), true));
		assertThat(this.timer.pending()).isOne();
	}

	@Test
	void leaseIsRenewedByTheTimeOfTheMachine() {
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.leased("lease-1", 3600, true, "null"));
		this.leases = new VaultLeases(new LeaseCalls(this.plugin.connection.client(), this.health),
				this.plugin.connection.timer(), () -> false);
		run(lease("lease-1", Duration.ofSeconds(1), true));
		VaultServer.await(() -> assertThat(SERVER.count(RENEW)).isOne());
		this.leases.close();
	}

	@Test
	void leaseThatVaultRenewsNoFurtherIsWarnedOfOnce(CapturedOutput output) {
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.leased("lease-1", 600, true, "null"));
		run(lease("marked-lease", Duration.ofHours(1), true));
		this.timer.runNext();
		Instant end = this.timer.now().plusSeconds(600);
		assertThat(output).containsOnlyOnce("The secret from 'database/creds/agent' of workspace 'w-1' ends at " + end
				+ " while the workspace runs: Vault renews it no further; restart the workspace, or raise the max_ttl at"
				+ " Vault");
		this.timer.runNext();
		assertThat(output).containsOnlyOnce("renews it no further").doesNotContain("marked-lease");
	}

	@Test
	void renewalThatIsRefusedIsWarnedOf(CapturedOutput output) {
		SERVER.answer(VaultServer.post(RENEW), 400, "{\"errors\": [\"lease marked-lease not found\"]}");
		run(lease("marked-lease", Duration.ofHours(1), true));
		this.timer.runNext();
		assertThat(output)
			.contains("The secret from 'database/creds/agent' of workspace 'w-1' ends at 2026-01-01T01:00:00Z")
			.contains("Vault could not make sense of renewing the lease of 'database/creds/agent' (400)")
			.doesNotContain("marked-lease");
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void leaseThatIsNotRenewableIsWarnedOfBeforeItEnds(CapturedOutput output) {
		run(lease("marked-lease", Duration.ofHours(1), false));
		assertThat(output).doesNotContain("ends at");
		this.timer.runNext();
		assertThat(output).contains("ends at 2026-01-01T01:00:00Z while the workspace runs: it is not renewable");
		assertThat(SERVER.count(RENEW)).isZero();
	}

	@Test
	void renewalWaitsForVaultToComeBack(CapturedOutput output) {
		SERVER.answer(VaultServer.post(RENEW), 503, "{}");
		run(lease("marked-lease", Duration.ofHours(1), true));
		this.timer.runNext();
		assertThat(status()).isEqualTo(Status.DOWN);
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.leased("marked-lease", 3600, true, "null"));
		this.timer.runNext();
		assertThat(status()).isEqualTo(Status.UP);
		assertThat(this.timer.pending()).isOne();
		assertThat(output).doesNotContain("ends at");
	}

	@Test
	void revocationIsTriedAgain(CapturedOutput output) {
		SERVER.stub(VaultServer.post(REVOKE)
			.inScenario("recovery")
			.whenScenarioStateIs(Scenario.STARTED)
			.willReturn(WireMock.aResponse().withStatus(500))
			.willSetStateTo("up"));
		run(lease("marked-lease", Duration.ofHours(1), true));
		change(2, WorkspaceState.STOPPED);
		this.timer.runNext();
		assertThat(this.timer.nextAt()).isEqualTo(Duration.ofSeconds(4));
		SERVER.answer(VaultServer.post(REVOKE), 204, "");
		this.timer.runNext();
		assertThat(this.timer.pending()).isZero();
		assertThat(output).doesNotContain("could not be revoked");
	}

	@Test
	void revocationThatKeepsFailingIsWarnedOf(CapturedOutput output) {
		SERVER.answer(VaultServer.post(REVOKE), 500, "{\"errors\": [\"marked-lease\"]}");
		run(lease("marked-lease", Duration.ofHours(1), true));
		change(2, WorkspaceState.STOPPED);
		for (int i = 0; i < HeldLease.ATTEMPTS; i++) {
			assertThat(output).doesNotContain("could not be revoked");
			this.timer.runNext();
		}
		assertThat(this.timer.pending()).isZero();
		assertThat(this.timer.now()).isEqualTo(FakeTimer.START.plusSeconds(4 + 16 + 64 + 256));
		assertThat(SERVER.count(REVOKE)).isEqualTo(HeldLease.ATTEMPTS);
		assertThat(output).containsOnlyOnce(
				"The secret from 'database/creds/agent' of workspace 'w-1' could not be revoked and ends by"
						+ " itself at 2026-01-01T01:00:00Z: Vault failed while revoking the lease of 'database/creds/agent'"
						+ " (500); its log says why")
			.doesNotContain("marked-lease");
	}

	@Test
	void revocationThatIsDeniedIsNotTriedAgain(CapturedOutput output) {
		SERVER.answer(VaultServer.post(REVOKE), 403, "{}");
		run(lease("marked-lease", Duration.ofHours(1), true));
		change(2, WorkspaceState.FAILED);
		this.timer.runNext();
		assertThat(this.timer.pending()).isZero();
		assertThat(output).contains("could not be revoked", "a policy of the token allows 'sys/leases/revoke'");
	}

	@Test
	void closingRenewsAndRevokesNothing() {
		run(lease("lease-1", Duration.ofHours(1), true));
		this.leases.close();
		assertThat(this.timer.pending()).isZero();
		assertThat(SERVER.count(REVOKE)).isZero();
	}

	@Test
	void leaseShowsNoId() {
		assertThat(lease("marked-lease", Duration.ofHours(1), true))
			.hasToString("'database/creds/agent' of workspace 'w-1'");
	}

	private void run(VaultLease lease) {
		change(0, WorkspaceState.PROVISIONING);
		this.leases.of("w-1", this.generation).add(lease);
		change(1, WorkspaceState.RUNNING);
	}

	private void acquire(String id) {
		this.leases.of("w-1", this.generation).add(lease(id, Duration.ofHours(1), true));
	}

	private static VaultLease lease(String id, Duration duration, boolean renewable) {
		return new VaultLease(id, "w-1", "database/creds/agent", duration, renewable);
	}

	// A workspace that is restarted at its fourth record
	private void change(long version, WorkspaceState state) {
		long generation = (version < 3) ? 1 : 2;
		if (state == WorkspaceState.PROVISIONING) {
			this.generation = Math.max(this.generation, generation);
		}
		this.leases.onChange(record(version, generation, state));
	}

	private static Workspace record(long version, long generation, WorkspaceState state) {
		return new Workspace("w-1", VaultPlugin.REQUEST, state, null, null, null, Instant.EPOCH, Instant.EPOCH,
				generation, version);
	}

	private Status status() {
		return new UpstreamHealthIndicator(this.health).health().getStatus();
	}

	private void assertThatRevoked(String... ids) {
		while (this.timer.pending() > 0
				&& this.timer.nextAt().equals(Duration.between(FakeTimer.START, this.timer.now()))) {
			this.timer.runNext();
		}
		assertThat(SERVER.requests(REVOKE)).extracting(LoggedRequest::getBodyAsString)
			.containsExactly(Arrays.stream(ids).map((id) -> "{\"lease_id\":\"" + id + "\"}").toArray(String[]::new));
	}

}
