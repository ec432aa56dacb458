package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.EnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.vaultsecrets.VaultServer.HeldAnswers;
import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;
import io.provisionhook.test.MutatorRun;
import io.provisionhook.workspace.LeaseExpiry;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

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
	private static final VaultServer SERVER = new VaultServer();

	private final FakeRuntime runtime = new FakeRuntime();

	private FakeScheduler scheduler = new FakeScheduler(() -> SettableClock.START);

	private final List<LeaseExpiry> expiries = new CopyOnWriteArrayList<>();

	private VaultPlugin plugin;

	private WorkspaceHandler handler;

	@BeforeEach
	void start() {
		SERVER.mount("database/", "database", "null");
		SERVER.answer(VaultServer.post(REVOKE), 204, "");
		lease("marked-lease-1", 3600);
		create(plugin("variables.DB_PASSWORD", CREDENTIALS + "#password"));
	}

	private VaultPlugin plugin(String... settings) {
		return VaultPlugin.of(this.scheduler, SERVER.uri(), VaultPlugin.withToken(settings));
	}

	private void create(VaultPlugin created) {
		this.plugin = created;
		this.handler = WorkspaceHandler.builder(this.runtime)
			.listener(this.plugin.leases)
			.leaseExpiryListener(this.expiries::add)
			.build();
	}

	// The handler goes by the clock of the machine, and with it leases that are to end
	private void createWithTimeOfTheHandler() {
		stop();
		this.scheduler = new FakeScheduler(InstantSource.system());
		create(plugin("variables.DB_PASSWORD", CREDENTIALS + "#password"));
	}

	@AfterEach
	void stop() {
		this.handler.close();
		this.plugin.close();
	}

	@Test
	void leaseIsRenewedWhileTheWorkspaceRuns(CapturedOutput output) {
		SERVER.answer(
				VaultServer.post(RENEW)
					.withRequestBody(WireMock.equalToJson("{\"lease_id\": \"marked-lease-1\", \"increment\": 3600}")),
				200, VaultServer.leased("marked-lease-1", 3600, true, "null"));
		Workspace workspace = provision(WorkspaceState.RUNNING);
		renew(2);
		assertThat(SERVER.count(RENEW)).isEqualTo(2);
		this.handler.stop(workspace.id());
		assertThatRevoked("marked-lease-1");
		assertThat(output).doesNotContain("could not", "ends at", "marked-lease", "s3cret", VaultServer.TOKEN);
	}

	@Test
	void leaseWhileRenewedIsReportedWithoutExpiryNotification() {
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.leased("marked-lease-1", 3600, true, "null"));
		Workspace workspace = provision(WorkspaceState.RUNNING);
		assertThat(reportOf(workspace).warnings()).isEmpty();
		assertThat(reportOf(workspace).changes()).singleElement()
			.satisfies((change) -> assertThat(change.expiresAt()).isAfter(workspace.createdAt()));
		renew(2);
		assertThat(SERVER.count(RENEW)).isEqualTo(2);
		assertThat(this.handler.soonestLeaseEnd()).isEmpty();
		assertThat(this.expiries).isEmpty();
	}

	@Test
	void leaseThatIsNotExtendedNotifiesListeners(CapturedOutput output) {
		createWithTimeOfTheHandler();
		lease("marked-lease-1", 4);
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.leased("marked-lease-1", 2, true, "null"));
		Workspace workspace = provision(WorkspaceState.RUNNING);
		renew(1);
		assertThat(output).containsOnlyOnce("while the workspace runs: Vault no longer renews it");
		VaultServer.await(() -> assertThat(this.expiries).singleElement().satisfies((expiry) -> {
			assertThat(expiry.workspace()).isEqualTo(workspace);
			assertThat(expiry.variables()).containsOnlyKeys("DB_PASSWORD");
		}));
		assertThat(this.handler.soonestLeaseEnd()).isPresent();
	}

	@Test
	void leaseThatIsNotRenewableNotifiesListeners() {
		createWithTimeOfTheHandler();
		SERVER.answer(VaultServer.get(CREDENTIALS), 200,
				VaultServer.leased("marked-lease-1", 4, false, "{\"password\": \"s3cret-pw\"}"));
		Workspace workspace = provision(WorkspaceState.RUNNING);
		assertThat(reportOf(workspace).warnings())
			.containsExactly("variable \"DB_PASSWORD\" of \"vault-secrets\" expires in less than 300 seconds");
		VaultServer.await(() -> assertThat(this.expiries).hasSize(1));
	}

	@Test
	void secretWithoutExpiryHasNoLease() {
		lease("marked-lease-1", 0);
		Workspace workspace = provision(WorkspaceState.RUNNING);
		assertThat(reportOf(workspace).changes()).extracting(VariableChange::expiresAt).containsOnlyNulls();
	}

	@Test
	void leaseWithoutHandlerIsNotRenewed() {
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
		SERVER.mountKv1("kv/");
		SERVER.answer(VaultServer.get("kv/b"), 404, "{}");
		HeldAnswers notFound = SERVER.hold("kv/b");
		stop();
		this.scheduler = new FakeScheduler(() -> SettableClock.START);
		create(VaultPlugin.of(releasedByLease(notFound), SERVER.uri(),
				VaultPlugin.withToken("variables.A", CREDENTIALS + "#password", "variables.B", "kv/b#k")));
		assertThat(this.plugin.run()).hasFailed();
		assertThatRevoked("marked-lease-1");
	}

	@Test
	void leaseOfASecretThatLacksTheFieldEndsWithTheWorkspace() {
		SERVER.answer(VaultServer.get(CREDENTIALS), 200,
				VaultServer.leased("marked-lease-1", 3600, true, "{\"username\": \"agent-7\"}"));
		Registry registry = Registry.builder()
			.policies((name) -> MutatorPolicy.DEFAULT.withOnFailure(MutatorPolicy.OnFailure.SKIP))
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
		this.handler.restart(workspace.id());
		VaultServer.await(() -> assertThat(this.handler.get(workspace.id())).satisfies((again) -> {
			assertThat(again.generation()).isEqualTo(2);
			assertThat(again.state()).isEqualTo(WorkspaceState.RUNNING);
		}));
		assertThatRevoked("marked-lease-1");
		this.handler.stop(workspace.id());
		assertThatRevoked("marked-lease-1", "marked-lease-2");
	}

	@Test
	void workspaceThatCannotBeRestartedKeepsItsLease() {
		AtomicBoolean broken = new AtomicBoolean();
		Workspace workspace = provision(WorkspaceState.RUNNING, EnvMutator.of("later", (context, env) -> {
			if (broken.get()) {
				throw new IllegalStateException("boom");
			}
		}));
		lease("marked-lease-2", 3600);
		broken.set(true);
		this.handler.restart(workspace.id());
		VaultServer.await(() -> assertThat(this.handler.get(workspace.id()).lastSampleError())
			.isEqualTo("restart: provisionhook \"later\": boom"));
		VaultServer.await(() -> assertThatRevoked("marked-lease-2"));
		this.handler.stop(workspace.id());
		assertThatRevoked("marked-lease-2", "marked-lease-1");
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
		assertThat(SERVER.count(REVOKE)).isZero();
	}

	@Test
	void leaseOfAWorkspaceThatIsBeingProvisionedIsRevokedWhenTheHostStops() throws InterruptedException {
		Registry registry = new Registry();
		registry.register(this.plugin.mutator());
		CountDownLatch provisioned = new CountDownLatch(1);
		registry.register(EnvMutator.of("slow", (context, env) -> {
			provisioned.countDown();
			new CountDownLatch(1).await();
		}));
		this.handler.setEnvMutators(registry);
		this.handler.create(VaultPlugin.REQUEST);
		assertThat(provisioned.await(1, TimeUnit.MINUTES)).isTrue();
		this.handler.close();
		this.plugin.close();
		assertThat(SERVER.requests(REVOKE)).extracting(LoggedRequest::getBodyAsString)
			.singleElement()
			.satisfies((body) -> assertThat(body).contains("marked-lease-1"));
	}

	private static RunReport reportOf(Workspace workspace) {
		return Objects.requireNonNull(workspace.report());
	}

	private void lease(String id, int seconds) {
		SERVER.answer(VaultServer.get(CREDENTIALS), 200,
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
		VaultServer.await(() -> assertThat(this.handler.get(workspace.id()).state()).isEqualTo(expected));
		return this.handler.get(workspace.id());
	}

	// A lease asks for the time when it is created
	private VaultScheduler releasedByLease(HeldAnswers answers) {
		FakeScheduler time = this.scheduler;
		return new VaultScheduler() {

			@Override
			public Instant now() {
				if (SERVER.count(CREDENTIALS) > 0) {
					answers.release();
				}
				return time.now();
			}

			@Override
			public Runnable schedule(Duration delay, Runnable task) {
				return time.schedule(delay, task);
			}

			@Override
			public void close() {
				time.close();
			}

		};
	}

	private void renew(int times) {
		// The plugin is notified that the workspace runs after that is stored
		VaultServer.await(() -> assertThat(this.scheduler.pending()).isOne());
		for (int i = 0; i < times; i++) {
			this.scheduler.runNext();
		}
	}

	private void assertThatRevoked(String... leases) {
		VaultServer.await(() -> {
			this.scheduler.runDue();
			assertThat(SERVER.requests(REVOKE)).extracting(LoggedRequest::getBodyAsString)
				.containsExactly(json(leases));
		});
	}

	private static String[] json(String... leases) {
		return Arrays.stream(leases).map((lease) -> "{\"lease_id\":\"" + lease + "\"}").toArray(String[]::new);
	}

}
