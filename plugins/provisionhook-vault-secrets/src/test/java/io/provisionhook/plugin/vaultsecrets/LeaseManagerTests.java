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
 * Tests for {@link LeaseManager}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeaseManagerTests {

	private static final String RENEW = "sys/leases/renew";

	private static final String REVOKE = "sys/leases/revoke";

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	private final FakeScheduler scheduler = new FakeScheduler();

	private final UpstreamHealth health = new UpstreamHealth();

	private VaultPlugin plugin;

	private LeaseManager leases;

	private long generation = 1;

	@BeforeEach
	void start() {
		this.plugin = VaultPlugin.of(SERVER, "variables.A", "kv/a#k");
		this.leases = new LeaseManager(new LeaseClient(this.plugin.connection.client(), this.health), this.scheduler,
				() -> false);
		SERVER.answer(VaultServer.post(REVOKE), 204, "");
	}

	@AfterEach
	void stop() {
		this.plugin.close();
	}

	@Test
	void leaseWhenProvisioningIsNotRenewed() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		assertThat(this.scheduler.pending()).isZero();
		change(1, WorkspaceState.RUNNING);
		assertThat(this.scheduler.pending()).isOne();
	}

	@Test
	void leaseWithoutHandlerIsNotRenewed() {
		acquire("lease-1");
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void lateChangeOfEarlierGenerationRevokesNothing() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(1, WorkspaceState.RUNNING);
		change(3, WorkspaceState.PROVISIONING);
		assertThatRevoked("lease-1");
		acquire("lease-2");
		change(2, WorkspaceState.STOPPED);
		assertThatRevoked("lease-1");
		change(1, WorkspaceState.RUNNING);
		assertThat(this.scheduler.pending()).isZero();
		change(4, WorkspaceState.RUNNING);
		change(5, WorkspaceState.STOPPED);
		assertThatRevoked("lease-1", "lease-2");
	}

	@Test
	void leaseOfWorkspaceThatAnotherHostTookOverIsRenewedUntilThatHostEndsIt() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(1, WorkspaceState.RUNNING);
		assertThat(this.leases.wantsRemoteChanges()).isTrue();
		this.leases.onRemoteChange(record(2, 1, WorkspaceState.RUNNING));
		assertThat(this.scheduler.pending()).isOne();
		this.leases.onRemoteChange(record(3, 1, WorkspaceState.STOPPED));
		assertThatRevoked("lease-1");
	}

	@Test
	void leaseOfWorkspaceThatAnotherHostStartedAgainIsRevoked() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(1, WorkspaceState.RUNNING);
		this.leases.onRemoteChange(record(3, 2, WorkspaceState.PROVISIONING));
		assertThatRevoked("lease-1");
	}

	@Test
	void discardedGenerationRevokesOnlyItsOwnLease() {
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
	void leaseBeforeFirstChangeIsManagedIfThereIsAHandler() {
		this.leases = new LeaseManager(new LeaseClient(this.plugin.connection.client(), this.health), this.scheduler,
				() -> true);
		acquire("lease-1");
		this.leases.onChange(record(1, 1, WorkspaceState.FAILED));
		assertThatRevoked("lease-1");
	}

	@Test
	void lateProvisioningChangeBeginsNoGeneration() {
		change(3, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(0, WorkspaceState.PROVISIONING);
		change(4, WorkspaceState.FAILED);
		assertThatRevoked("lease-1");
	}

	@Test
	void repeatedProvisioningChangeRevokesNothing() {
		change(0, WorkspaceState.PROVISIONING);
		acquire("lease-1");
		change(0, WorkspaceState.PROVISIONING);
		assertThat(this.scheduler.pending()).isZero();
		change(1, WorkspaceState.STOPPED);
		assertThatRevoked("lease-1");
	}

	@Test
	void leaseAddedAfterEndIsRevokedAtOnce() {
		change(0, WorkspaceState.PROVISIONING);
		GenerationLeases late = this.leases.of("w-1", this.generation);
		change(1, WorkspaceState.STOPPED);
		late.add(lease("lease-1", Duration.ofHours(1), true));
		assertThatRevoked("lease-1");
	}

	@Test
	void leaseAddedWhileRunningIsRenewed() {
		change(0, WorkspaceState.PROVISIONING);
		GenerationLeases late = this.leases.of("w-1", this.generation);
		change(1, WorkspaceState.RUNNING);
		late.add(lease("lease-1", Duration.ofHours(1), true));
		assertThat(this.scheduler.pending()).isOne();
	}

	@Test
	void leaseIsRenewedByTheClockOfTheMachine() {
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.leased("lease-1", 3600, true, "null"));
		this.leases = new LeaseManager(new LeaseClient(this.plugin.connection.client(), this.health),
				this.plugin.connection.scheduler(), () -> false);
		run(lease("lease-1", Duration.ofSeconds(1), true));
		VaultServer.await(() -> assertThat(SERVER.count(RENEW)).isOne());
		this.leases.close();
	}

	@Test
	void leaseThatIsNotExtendedLogsOneWarning(CapturedOutput output) {
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.leased("lease-1", 600, true, "null"));
		run(lease("marked-lease", Duration.ofHours(1), true));
		this.scheduler.runNext();
		Instant end = this.scheduler.now().plusSeconds(600);
		assertThat(output).containsOnlyOnce("The secret from 'database/creds/agent' of workspace 'w-1' ends at " + end
				+ " while the workspace runs: Vault no longer renews it; restart the workspace, or raise the max_ttl at"
				+ " Vault");
		this.scheduler.runNext();
		assertThat(output).containsOnlyOnce("no longer renews it").doesNotContain("marked-lease");
	}

	@Test
	void refusedRenewalLogsWarning(CapturedOutput output) {
		SERVER.answer(VaultServer.post(RENEW), 400, "{\"errors\": [\"lease marked-lease not found\"]}");
		run(lease("marked-lease", Duration.ofHours(1), true));
		this.scheduler.runNext();
		assertThat(output)
			.contains("The secret from 'database/creds/agent' of workspace 'w-1' ends at 2026-01-01T01:00:00Z")
			.contains("Vault could not make sense of renewing the lease of 'database/creds/agent' (400)")
			.doesNotContain("marked-lease");
		assertThat(this.scheduler.pending()).isZero();
	}

	@Test
	void leaseThatIsNotRenewableLogsWarningBeforeItsEnd(CapturedOutput output) {
		run(lease("marked-lease", Duration.ofHours(1), false));
		assertThat(output).doesNotContain("ends at");
		this.scheduler.runNext();
		assertThat(output).contains("ends at 2026-01-01T01:00:00Z while the workspace runs: it is not renewable");
		assertThat(SERVER.count(RENEW)).isZero();
	}

	@Test
	void renewalWhenVaultFailsIsRepeated(CapturedOutput output) {
		SERVER.answer(VaultServer.post(RENEW), 503, "{}");
		run(lease("marked-lease", Duration.ofHours(1), true));
		this.scheduler.runNext();
		assertThat(status()).isEqualTo(Status.DOWN);
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.leased("marked-lease", 3600, true, "null"));
		this.scheduler.runNext();
		assertThat(status()).isEqualTo(Status.UP);
		assertThat(this.scheduler.pending()).isOne();
		assertThat(output).doesNotContain("ends at");
	}

	@Test
	void revocationWhenVaultFailsIsRepeated(CapturedOutput output) {
		SERVER.stub(VaultServer.post(REVOKE)
			.inScenario("recovery")
			.whenScenarioStateIs(Scenario.STARTED)
			.willReturn(WireMock.aResponse().withStatus(500))
			.willSetStateTo("up"));
		run(lease("marked-lease", Duration.ofHours(1), true));
		change(2, WorkspaceState.STOPPED);
		this.scheduler.runNext();
		assertThat(this.scheduler.nextAt()).isEqualTo(Duration.ofSeconds(4));
		SERVER.answer(VaultServer.post(REVOKE), 204, "");
		this.scheduler.runNext();
		assertThat(this.scheduler.pending()).isZero();
		assertThat(output).doesNotContain("could not be revoked");
	}

	@Test
	void revocationThatKeepsFailingLogsWarning(CapturedOutput output) {
		SERVER.answer(VaultServer.post(REVOKE), 500, "{\"errors\": [\"marked-lease\"]}");
		run(lease("marked-lease", Duration.ofHours(1), true));
		change(2, WorkspaceState.STOPPED);
		for (int i = 0; i < RenewableLease.ATTEMPTS; i++) {
			assertThat(output).doesNotContain("could not be revoked");
			this.scheduler.runNext();
		}
		assertThat(this.scheduler.pending()).isZero();
		assertThat(this.scheduler.now()).isEqualTo(FakeScheduler.START.plusSeconds(4 + 16 + 64 + 256));
		assertThat(SERVER.count(REVOKE)).isEqualTo(RenewableLease.ATTEMPTS);
		assertThat(output).containsOnlyOnce(
				"The secret from 'database/creds/agent' of workspace 'w-1' could not be revoked and ends by"
						+ " itself at 2026-01-01T01:00:00Z: Vault failed while revoking the lease of 'database/creds/agent'"
						+ " (500); its log says why")
			.doesNotContain("marked-lease");
	}

	@Test
	void deniedRevocationIsNotRepeated(CapturedOutput output) {
		SERVER.answer(VaultServer.post(REVOKE), 403, "{}");
		run(lease("marked-lease", Duration.ofHours(1), true));
		change(2, WorkspaceState.FAILED);
		this.scheduler.runNext();
		assertThat(this.scheduler.pending()).isZero();
		assertThat(output).contains("could not be revoked", "a policy of the token allows 'sys/leases/revoke'");
	}

	@Test
	void closeNeitherRenewsNorRevokes() {
		run(lease("lease-1", Duration.ofHours(1), true));
		this.leases.close();
		assertThat(this.scheduler.pending()).isZero();
		assertThat(SERVER.count(REVOKE)).isZero();
	}

	@Test
	void toStringOfLeaseDoesNotShowId() {
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
		while (this.scheduler.pending() > 0
				&& this.scheduler.nextAt().equals(Duration.between(FakeScheduler.START, this.scheduler.now()))) {
			this.scheduler.runNext();
		}
		assertThat(SERVER.requests(REVOKE)).extracting(LoggedRequest::getBodyAsString)
			.containsExactly(Arrays.stream(ids).map((id) -> "{\"lease_id\":\"" + id + "\"}").toArray(String[]::new));
	}

}
