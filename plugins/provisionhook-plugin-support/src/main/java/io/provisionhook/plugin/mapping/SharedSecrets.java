package io.provisionhook.plugin.mapping;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.provisionhook.IsolatedThreads;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.plugin.upstream.Deadline;
import io.provisionhook.plugin.upstream.Refreshed;
import io.provisionhook.plugin.upstream.RefreshingCache;
import io.provisionhook.plugin.upstream.Upstream;
import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.plugin.upstream.UpstreamHealth;

/**
 * The secrets of a store for whoever asks again and again: each is read once for all who
 * ask at the same time, and kept for a short while. Thread-safe.
 */
final class SharedSecrets implements AutoCloseable {

	// Less than an asker has as a rule, so that the store's error comes in time; who has
	// less does not wait for the end, and without an asker the read is ended
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

	private final SecretReader reader;

	private final Clock clock;

	private final String reason;

	private final RefreshingCache<SecretLocation, ReadSecret> values;

	/**
	 * Create the secrets; nothing is read yet.
	 * @param name the name of who shares them, for threads and messages
	 * @param reader reads them
	 * @param system what messages call the store
	 * @param health told how it went
	 * @param clock tells how old they are
	 */
	SharedSecrets(String name, SecretReader reader, String system, UpstreamHealth health, Clock clock) {
		this.reader = reader;
		this.clock = clock;
		this.reason = name + "-credentials";
		this.values = new RefreshingCache<>(new Upstream(system, new IsolatedThreads(this.reason + "-"), health), clock,
				(location, deadline) -> read(location));
	}

	private ReadSecret read(SecretLocation location) throws UpstreamException, InterruptedException {
		Map<SecretLocation, Secret> secrets = this.reader.read(Set.of(location),
				ProvisionContext.of(this.reason, WorkspaceRequest.named(this.reason).build(), READ_TIMEOUT));
		Secret secret = SecretMapping.require(secrets, location);
		return new ReadSecret((secret.lease() != null) ? null : secret, this.clock.instant());
	}

	/**
	 * Return a secret.
	 * @param location where it is
	 * @param deadline until when to wait for it
	 * @return the secret, or an older one if the store fails
	 * @throws UpstreamException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	Refreshed<ReadSecret> get(SecretLocation location, Deadline deadline)
			throws UpstreamException, InterruptedException {
		return this.values.get(location, deadline);
	}

	/**
	 * Forget a secret, so that it is read again.
	 * @param location where it is
	 * @param rejected whether what was read is not good
	 * @return whether it was forgotten
	 */
	boolean forget(SecretLocation location, Predicate<Secret> rejected) {
		return this.values.forget(location, (read) -> {
			Secret secret = read.secret();
			return secret != null && rejected.test(secret);
		});
	}

	@Override
	public void close() {
		this.values.close();
	}

}
