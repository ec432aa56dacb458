package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.OnFailure;
import io.provisionhook.Registry;
import io.provisionhook.RunReport;
import io.provisionhook.VariableChange;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.test.MutatorRun;
import io.provisionhook.workspace.LeaseExpiry;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

import static io.provisionhook.test.ProvisionhookAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that leases live as long as their workspaces do.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkspaceLifeTests {

	private static final String CREDENTIALS = "database/creds/agent";

	private static final String RENEW = "sys/leases/renew";

	private static final String REVOKE = "sys/leases/revoke";

	@RegisterExtension
	private final VaultServer server = new VaultServer();

	private final FakeRuntime runtime = new FakeRuntime();

	private final List<LeaseExpiry> expiries = new CopyOnWriteArrayList<>();

	private VaultPlugin plugin;

	private WorkspaceHandler handler;

	@BeforeEach
	void start() {
		this.plugin = VaultPlugin.of(this.server, "variables.DB_PASSWORD", CREDENTIALS + "#password");
		this.handler = WorkspaceHandler.builder(this.runtime)
			.listener(this.plugin.leases)
			.leaseExpiryListener(this.expiries::add)
			.build();
		this.server.mount("database/", "database", "null");
		this.server.answer(VaultServer.post(REVOKE), 204, "");
		lease("marked-lease-1", 3600);
	}

	@AfterEach
	void stop() {
		this.handler.close();
		this.plugin.close();
	}

	@Test
	void leaseIsRenewedWhileTheWorkspaceRuns(CapturedOutput output) {
		lease("marked-lease-1", 2);
		this.server.answer(
				VaultServer.post(RENEW)
					.withRequestBody(WireMock.equalToJson("{\"lease_id\": \"marked-lease-1\", \"increment\": 2}")),
				200, VaultServer.leased("marked-lease-1", 2, true, "null"));
		Workspace workspace = provision(WorkspaceState.RUNNING);
		await(() -> assertThat(this.server.count(RENEW)).isGreaterThanOrEqualTo(2));
		this.handler.stop(workspace.id());
		assertThatRevoked("marked-lease-1");
		assertThat(output).doesNotContain("could not", "ends at", "marked-lease", "s3cret", VaultServer.TOKEN);
	}

	@Test
	void leaseIsInTheReportAndNobodyIsToldOfItWhileItIsRenewed() {
		lease("marked-lease-1", 5);
		this.server.answer(VaultServer.post(RENEW), 200, VaultServer.leased("marked-lease-1", 5, true, "null"));
		Workspace workspace = provision(WorkspaceState.RUNNING);
		assertThat(reportOf(workspace).warnings()).isEmpty();
		assertThat(reportOf(workspace).changes()).singleElement()
			.satisfies((change) -> assertThat(change.expiresAt()).isAfter(workspace.createdAt()));
		await(() -> assertThat(this.server.count(RENEW)).isGreaterThanOrEqualTo(2));
		assertThat(this.handler.soonestLeaseEnd()).isEmpty();
		assertThat(this.expiries).isEmpty();
	}

	@Test
	void listenersAreToldOfALeaseThatVaultRenewsNoFurther() {
		lease("marked-lease-1", 3);
		this.server.answer(VaultServer.post(RENEW), 200, VaultServer.leased("marked-lease-1", 2, true, "null"));
		Workspace workspace = provision(WorkspaceState.RUNNING);
		await(() -> assertThat(this.expiries).singleElement().satisfies((expiry) -> {
			assertThat(expiry.workspace()).isEqualTo(workspace);
			assertThat(expiry.variables()).containsOnlyKeys("DB_PASSWORD");
		}));
		assertThat(this.handler.soonestLeaseEnd()).isPresent();
	}

	@Test
	void listenersAreToldOfALeaseThatCannotBeRenewed() {
		this.server.answer(VaultServer.get(CREDENTIALS), 200,
				VaultServer.leased("marked-lease-1", 4, false, "{\"password\": \"s3cret-pw\"}"));
		Workspace workspace = provision(WorkspaceState.RUNNING);
		assertThat(reportOf(workspace).warnings())
			.containsExactly("variable \"DB_PASSWORD\" of \"vault-secrets\" is good for less than 300 seconds");
		await(() -> assertThat(this.expiries).hasSize(1));
	}

	@Test
	void secretThatLastsForEverHasNoLease() {
		lease("marked-lease-1", 0);
		Workspace workspace = provision(WorkspaceState.RUNNING);
		assertThat(reportOf(workspace).changes()).extracting(VariableChange::expiresAt).containsOnlyNulls();
	}

	@Test
	void leaseOfAWorkspaceWhoseLifeNobodyTellsOfIsNotRenewed() {
		MutatorRun run = this.plugin.run();
		assertThat(run.env().leases().values()).singleElement()
			.satisfies((lease) -> assertThat(lease.isRenewed()).isFalse());
	}

	@Test
	void leaseIsRevokedWhenTheWorkspaceEndsByItself() {
		Workspace workspace = provision(WorkspaceState.RUNNING);
		this.runtime.exit(workspace.id(), 0);
		assertThatRevoked("marked-lease-1");
	}

	@Test
	void leaseIsRevokedWhenTheWorkspaceFails() {
		Workspace workspace = provision(WorkspaceState.RUNNING);
		this.runtime.exit(workspace.id(), 1);
		assertThatRevoked("marked-lease-1");
	}

	@Test
	void leaseIsRevokedWhenALaterMutatorFails() {
		Workspace workspace = provision(WorkspaceState.FAILED, EnvMutator.of("broken", (context, env) -> {
			throw new IllegalStateException("boom");
		}));
		assertThat(workspace.lastSampleError()).isEqualTo("provisionhook \"broken\": boom");
		assertThatRevoked("marked-lease-1");
	}

	@Test
	void leaseIsRevokedWhenAnotherSecretCannotBeRead() {
		this.plugin.close();
		this.plugin = VaultPlugin.of(this.server, "variables.A", CREDENTIALS + "#password", "variables.B", "kv/b#k");
		this.server.mountKv1("kv/");
		this.server.stub(VaultServer.get("kv/b").willReturn(WireMock.aResponse().withStatus(404).withFixedDelay(3000)));
		assertThat(this.plugin.run()).hasFailed();
		assertThatRevoked("marked-lease-1");
	}

	@Test
	void leaseOfASecretThatLacksTheFieldEndsWithTheWorkspace() {
		this.server.answer(VaultServer.get(CREDENTIALS), 200,
				VaultServer.leased("marked-lease-1", 3600, true, "{\"username\": \"agent-7\"}"));
		Registry registry = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withOnFailure(OnFailure.SKIP))
			.build();
		registry.register(this.plugin.mutator());
		this.handler.setEnvMutators(registry);
		Workspace workspace = await(this.handler.create(VaultPlugin.REQUEST), WorkspaceState.RUNNING);
		this.handler.stop(workspace.id());
		assertThatRevoked("marked-lease-1");
	}

	@Test
	void restartedWorkspaceHasALeaseOfItsOwn() {
		Workspace workspace = provision(WorkspaceState.RUNNING);
		lease("marked-lease-2", 3600);
		await(this.handler.restart(workspace.id()), WorkspaceState.RUNNING);
		assertThatRevoked("marked-lease-1");
		this.handler.stop(workspace.id());
		assertThatRevoked("marked-lease-1", "marked-lease-2");
	}

	@Test
	void workspacesDoNotShareLeases() {
		Workspace first = provision(WorkspaceState.RUNNING);
		lease("marked-lease-2", 3600);
		Workspace second = provision(WorkspaceState.RUNNING);
		this.handler.stop(second.id());
		assertThatRevoked("marked-lease-2");
		this.handler.stop(first.id());
		assertThatRevoked("marked-lease-2", "marked-lease-1");
	}

	@Test
	void runningWorkspaceKeepsItsSecretsWhenTheHostStops() {
		provision(WorkspaceState.RUNNING);
		this.handler.close();
		this.plugin.close();
		assertThat(this.server.count(REVOKE)).isZero();
	}

	@Test
	void leaseOfAWorkspaceThatIsBeingProvisionedIsRevokedWhenTheHostStops() {
		Registry registry = new Registry();
		registry.register(this.plugin.mutator());
		registry.register(EnvMutator.of("slow", (context, env) -> Thread.sleep(60_000)));
		this.handler.setEnvMutators(registry);
		this.handler.create(VaultPlugin.REQUEST);
		await(() -> assertThat(this.server.count(CREDENTIALS)).isOne());
		this.handler.close();
		this.plugin.close();
		assertThat(this.server.requests(REVOKE)).extracting(LoggedRequest::getBodyAsString)
			.singleElement()
			.satisfies((body) -> assertThat(body).contains("marked-lease-1"));
	}

	private static RunReport reportOf(Workspace workspace) {
		return Objects.requireNonNull(workspace.report());
	}

	private void lease(String id, int seconds) {
		this.server.answer(VaultServer.get(CREDENTIALS), 200,
				VaultServer.leased(id, seconds, true, "{\"password\": \"s3cret-pw\"}"));
	}

	private Workspace provision(WorkspaceState expected, EnvMutator... later) {
		Registry registry = new Registry();
		registry.register(this.plugin.mutator());
		for (EnvMutator mutator : later) {
			registry.register(mutator);
		}
		this.handler.setEnvMutators(registry);
		return await(this.handler.create(WorkspaceRequest.named("demo").build()), expected);
	}

	private Workspace await(Workspace workspace, WorkspaceState expected) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.handler.get(workspace.id()), (current) -> current.state() == expected);
	}

	private void assertThatRevoked(String... leases) {
		await(() -> assertThat(this.server.requests(REVOKE)).extracting(LoggedRequest::getBodyAsString)
			.containsExactly(json(leases)));
	}

	private static String[] json(String... leases) {
		return Arrays.stream(leases).map((lease) -> "{\"lease_id\":\"" + lease + "\"}").toArray(String[]::new);
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
	}

}
