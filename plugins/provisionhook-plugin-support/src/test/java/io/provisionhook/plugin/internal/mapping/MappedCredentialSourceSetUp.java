package io.provisionhook.plugin.internal.mapping;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.plugin.internal.test.SettableClock;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * What tests of a mapped source begin with: a store that has a token of one tenant.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
abstract class MappedCredentialSourceSetUp {

	static final String HOST = "git.example.com";

	final Map<String, Secret> store = new ConcurrentHashMap<>();

	final AtomicInteger reads = new AtomicInteger();

	final CountDownLatch interrupted = new CountDownLatch(1);

	final CountDownLatch held = new CountDownLatch(1);

	final UpstreamHealth health = new UpstreamHealth();

	final SettableClock clock = new SettableClock();

	final CredentialMapping mapping = CredentialMapping.parse("provisionhook.acme.hosts", List.of(
			new HostCredentialProperties(HOST, null, null, "tokens/{tenant}#token"),
			new HostCredentialProperties("pair.example.com", null, "tokens/{tenant}#user", "tokens/{tenant}#token"),
			new HostCredentialProperties("two.example.com", null, "users/{tenant}#user", "tokens/{tenant}#token"),
			new HostCredentialProperties("named.example.com", "agent", null, "tokens/{tenant}#token"),
			new HostCredentialProperties("tenant.example.com", null, null, "tokens/{role}#token")), (reference) -> {
			});

	final MappedCredentialSource source = new MappedCredentialSource("acme", this.mapping, this::read, "Acme",
			this.health, this.clock);

	volatile @Nullable UpstreamException failure;

	volatile boolean holds;

	MappedCredentialSourceSetUp() {
		rotate("acme", "first-token");
	}

	@AfterEach
	void close() {
		this.source.close();
	}

	Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
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

	void rotate(String tenant, String token) {
		this.store.put("tokens/" + tenant, Secret.ofFields(Map.of("token", token, "user", "user-of-" + token)));
	}

	static CredentialRequest request(String host, String tenant, Duration timeout) {
		return new CredentialRequest(new CredentialHost(host),
				ProvisionContext.of("w-1", WorkspaceRequest.named("fix").tenant(tenant).build(), timeout));
	}

	Credential ask(String host, String tenant) throws UpstreamException, InterruptedException {
		return this.source.credential(request(host, tenant, Duration.ofSeconds(50)));
	}

	Credential ask() throws UpstreamException, InterruptedException {
		return ask(HOST, "acme");
	}

	void pass(Duration duration) {
		this.clock.plus(duration);
	}

	void fail() {
		this.failure = UpstreamException.ofSystem("Acme: down", null);
	}

}
