package io.provisionhook.plugin.mapping;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Status;

import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.plugin.placeholder.PlaceholderException;
import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.plugin.upstream.UpstreamHealth;
import io.provisionhook.plugin.upstream.UpstreamHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MappedCredentialSource}.
 */
@Timeout(60)
class MappedCredentialSourceTests {

	private static final String HOST = "git.example.com";

	private final Map<String, Secret> store = new ConcurrentHashMap<>();

	private final AtomicInteger reads = new AtomicInteger();

	private final CountDownLatch interrupted = new CountDownLatch(1);

	private final CountDownLatch held = new CountDownLatch(1);

	private final UpstreamHealth health = new UpstreamHealth();

	private final MappedCredentialSource source = new MappedCredentialSource("acme", CredentialMapping
		.parse("provisionhook.acme.hosts", List.of(
				new HostCredentialProperties(HOST, null, null, "tokens/{tenant}#token"),
				new HostCredentialProperties("pair.example.com", null, "tokens/{tenant}#user", "tokens/{tenant}#token"),
				new HostCredentialProperties("two.example.com", null, "users/{tenant}#user", "tokens/{tenant}#token"),
				new HostCredentialProperties("named.example.com", "agent", null, "tokens/{tenant}#token"),
				new HostCredentialProperties("tenant.example.com", null, null, "tokens/{role}#token")), (reference) -> {
				}),
			this::read, "Acme", this.health, new MovingClock());

	private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

	private volatile @Nullable UpstreamException failure;

	private volatile boolean holds;

	MappedCredentialSourceTests() {
		rotate("acme", "first-token");
	}

	@AfterEach
	void close() {
		this.source.close();
	}

	private Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		this.reads.incrementAndGet();
		SecretLocation location = locations.iterator().next();
		if (this.holds) {
			try {
				this.held.await();
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
				throw ex;
			}
		}
		UpstreamException wanted = this.failure;
		if (wanted != null) {
			throw wanted;
		}
		Secret secret = this.store.get(location.path());
		if (secret == null) {
			throw UpstreamException.ofRequest("Acme: there is no '" + location + "'", null);
		}
		return Map.of(location, secret);
	}

	private void rotate(String tenant, String token) {
		this.store.put("tokens/" + tenant, Secret.ofFields(Map.of("token", token, "user", "user-of-" + token)));
	}

	private static CredentialRequest request(String host, String tenant, Duration timeout) {
		return new CredentialRequest(new CredentialHost(host),
				ProvisionContext.of("w-1", WorkspaceRequest.named("fix").tenant(tenant).build(), timeout));
	}

	private Credential ask(String host, String tenant) throws UpstreamException, InterruptedException {
		return this.source.credential(request(host, tenant, Duration.ofSeconds(50)));
	}

	private Credential ask() throws UpstreamException, InterruptedException {
		return ask(HOST, "acme");
	}

	private void pass(Duration duration) {
		this.now = this.now.plus(duration);
	}

	private void fail() {
		this.failure = UpstreamException.ofSystem("Acme: down", null);
	}

	@Test
	void credentialIsTheSecretOfTheWorkspacesTenant() throws Exception {
		assertThat(ask()).isEqualTo(Credential.of("git", "first-token", null));
		assertThat(ask("named.example.com", "acme")).isEqualTo(Credential.of("agent", "first-token", null));
		assertThat(this.source.name()).isEqualTo("acme");
		assertThat(this.source.hosts()).contains(new CredentialHost(HOST)).hasSize(5);
	}

	@Test
	void secretIsKeptForAShortWhileAndThenReadAgain() throws Exception {
		ask();
		rotate("acme", "second-token");
		pass(Duration.ofSeconds(29));
		assertThat(ask().secret()).isEqualTo("first-token");
		assertThat(this.reads).hasValue(1);
		pass(Duration.ofSeconds(1));
		assertThat(ask()).isEqualTo(Credential.of("git", "second-token", null));
		assertThat(this.reads).hasValue(2);
	}

	@Test
	void secretThatWasNotAcceptedIsReadAgain() throws Exception {
		ask();
		rotate("acme", "second-token");
		this.source.forget(request(HOST, "globex", Duration.ofSeconds(50)));
		this.source.forget(request("other.example.org", "acme", Duration.ofSeconds(50)));
		assertThat(ask().secret()).isEqualTo("first-token");
		this.source.forget(request(HOST, "acme", Duration.ofSeconds(50)));
		assertThat(ask().secret()).isEqualTo("second-token");
	}

	@Test
	void userNameAndSecretAreOfOneReading() throws Exception {
		assertThat(ask("pair.example.com", "acme"))
			.isEqualTo(Credential.of("user-of-first-token", "first-token", null));
		assertThat(this.reads).hasValue(1);
		this.store.put("users/acme", Secret.ofFields(Map.of("user", "agent-7")));
		assertThat(ask("two.example.com", "acme")).isEqualTo(Credential.of("agent-7", "first-token", null));
		assertThat(this.reads).hasValue(2);
	}

	@Test
	void lastSecretIsServedAsStaleWhileTheStoreFails() throws Exception {
		ask();
		pass(Duration.ofSeconds(30));
		fail();
		assertThat(ask()).isEqualTo(new Credential("git", "first-token", null, true));
		assertThat(this.reads).hasValue(2);
		pass(Duration.ofSeconds(9));
		assertThat(ask().stale()).isTrue();
		assertThat(this.reads).as("store is left alone").hasValue(2);
		pass(Duration.ofSeconds(1));
		this.failure = null;
		rotate("acme", "second-token");
		assertThat(ask()).isEqualTo(Credential.of("git", "second-token", null));
	}

	@Test
	void secretThatIsTooOldIsNotServed() throws Exception {
		ask();
		fail();
		pass(Duration.ofMinutes(10).minusSeconds(1));
		assertThat(ask().stale()).isTrue();
		pass(Duration.ofSeconds(1));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask).withMessage("Acme: down");
	}

	@Test
	void secretThatIsGoneIsNotServed() throws Exception {
		ask();
		this.store.clear();
		pass(Duration.ofSeconds(30));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask)
			.withMessage("Acme: there is no 'tokens/acme'");
	}

	@Test
	void tenantsDoNotShare() throws Exception {
		rotate("globex", "token-of-globex");
		assertThat(ask().secret()).isEqualTo("first-token");
		assertThat(ask(HOST, "globex").secret()).isEqualTo("token-of-globex");
		fail();
		pass(Duration.ofSeconds(30));
		assertThat(ask(HOST, "globex").secret()).isEqualTo("token-of-globex");
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask(HOST, "initech"))
			.withMessage("Acme: down");
	}

	@Test
	void manyWhoAskAtOnceShareOneRead() throws Exception {
		this.holds = true;
		ExecutorService askers = Executors.newFixedThreadPool(500);
		try {
			CountDownLatch ready = new CountDownLatch(500);
			List<Future<Credential>> answers = new ArrayList<>();
			for (int i = 0; i < 500; i++) {
				answers.add(askers.submit(() -> {
					ready.countDown();
					return ask();
				}));
			}
			ready.await();
			this.held.countDown();
			for (Future<Credential> answer : answers) {
				assertThat(answer.get().secret()).isEqualTo("first-token");
			}
			assertThat(this.reads).hasValue(1);
		}
		finally {
			askers.shutdownNow();
		}
	}

	@Test
	void askerWhoseTimeIsUpGoesAndEndsTheRead() throws Exception {
		this.holds = true;
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> this.source.credential(request(HOST, "acme", Duration.ofMillis(100))))
			.withMessageMatching("Acme: no answer within \\d+ ms");
		this.interrupted.await();
	}

	@Test
	void askerWhoIsInterruptedGoes() throws Exception {
		this.holds = true;
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this::ask);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void hostThatIsNotConfiguredGetsNothing() {
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask("evil.example.com", "acme"))
			.withMessage("Acme: no secret is meant for host 'evil.example.com'; add it to 'provisionhook.acme.hosts'")
			.satisfies((ex) -> assertThat(ex.isSystemAtFault()).isFalse());
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void workspaceThatLacksWhatAPlaceholderAsksForGetsNothing() {
		assertThatExceptionOfType(PlaceholderException.class).isThrownBy(() -> ask("tenant.example.com", "acme"))
			.withMessage("the workspace has no role, which placeholder {role} asks for");
	}

	@Test
	void missingKeyIsNamedWithoutShowingWhatIsThere() {
		this.store.put("tokens/acme", Secret.ofFields(Map.of("tokn", "first-token")));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask)
			.withMessage("Acme: 'tokens/acme' has no key 'token'; the keys are tokn");
	}

	@Test
	void secretThatIsMadeForEachReaderIsRefusedWithoutBeingMadeForEachAsker() {
		this.store.put("tokens/acme",
				Secret.ofFields(Map.of("token", "leased-token")).leased(Lease.until(Instant.now().plusSeconds(60))));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask)
				.withMessage("Acme: 'tokens/acme' is made for each reader, with a lease, and belongs to the life of"
						+ " one workspace, so 'provisionhook.acme.hosts' can't have it; map a variable to it");
		}
		assertThat(this.reads).hasValue(1);
	}

	@Test
	void secretWithALineBreakIsRefusedWithoutBeingShown() {
		rotate("acme", "first-token\n");
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(this::ask)
			.withMessage("Acme: what is in 'tokens/acme' is no credential: 'secret' must not be empty or have control"
					+ " characters");
		rotate("globex", "token");
		this.store.put("users/globex", Secret.ofFields(Map.of("user", "")));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> ask("two.example.com", "globex"))
			.withMessage("Acme: what is in 'users/globex' and 'tokens/globex' is no credential: 'username' must not be"
					+ " empty or have control characters");
	}

	@Test
	void everythingThatWasReadIsRedactedForEachAsker() throws Exception {
		ask();
		CredentialRequest second = request(HOST, "acme", Duration.ofSeconds(50));
		this.source.credential(second);
		assertThat(this.reads).hasValue(1);
		assertThat(second.context().redactor().redact("user-of-first-token first-token"))
			.isEqualTo("[redacted] [redacted]");
	}

	@Test
	void healthFollowsWhatTheStoreAnswers() throws Exception {
		assertThat(status()).isEqualTo(Status.UNKNOWN);
		ask();
		assertThat(status()).isEqualTo(Status.UP);
		fail();
		pass(Duration.ofSeconds(30));
		ask();
		assertThat(status()).isEqualTo(Status.DOWN);
	}

	private Status status() {
		return new UpstreamHealthIndicator(this.health).health().getStatus();
	}

	/**
	 * A clock that shows what the test says.
	 */
	private final class MovingClock extends Clock {

		@Override
		public Instant instant() {
			return MappedCredentialSourceTests.this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
