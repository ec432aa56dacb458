package io.provisionhook.plugin.internal.mapping;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.RefreshingCache;
import io.provisionhook.plugin.internal.upstream.RefreshingCache.CachedValue;
import io.provisionhook.plugin.internal.upstream.Upstream;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * {@link CredentialSource} that returns secrets of a store for hosts. A secret is cached
 * for 30 seconds, and for ten minutes while the store fails. Secrets with a lease are
 * refused, since workspaces share the cache. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MappedCredentialSource implements CredentialSource, AutoCloseable {

	// Shorter than the usual timeout of a workspace, so that the error of the store
	// arrives in time
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

	private final String name;

	private final CredentialMapping mapping;

	private final SecretReader reader;

	private final String system;

	private final Clock clock;

	private final RefreshingCache<SecretLocation, ReadSecret> secrets;

	private final Function<ProvisionContext, Deadline> deadlines;

	/**
	 * Create a source, without a call to the store.
	 * @param name name of the source
	 * @param mapping maps hosts to secrets
	 * @param reader reads the secrets. It must revoke any lease, since a secret with a
	 * lease is not used
	 * @param system name of the store in messages, such as Vault
	 * @param health records the results of the reads
	 * @param clock the clock for the age of secrets
	 */
	public MappedCredentialSource(String name, CredentialMapping mapping, SecretReader reader, String system,
			UpstreamHealth health, Clock clock) {
		this(name, mapping, reader, system, health, clock, (context) -> Deadline.within(system, context.remaining()));
	}

	MappedCredentialSource(String name, CredentialMapping mapping, SecretReader reader, String system,
			UpstreamHealth health, Clock clock, Function<ProvisionContext, Deadline> deadlines) {
		this.name = Objects.requireNonNull(name, "'name' must not be null");
		this.mapping = Objects.requireNonNull(mapping, "'mapping' must not be null");
		this.reader = Objects.requireNonNull(reader, "'reader' must not be null");
		this.system = Objects.requireNonNull(system, "'system' must not be null");
		this.clock = clock;
		this.secrets = new RefreshingCache<>(new Upstream(system, new IsolatedThreads(name + "-credentials-"), health),
				clock, (location, deadline) -> read(location));
		this.deadlines = deadlines;
	}

	private ReadSecret read(SecretLocation location) throws UpstreamException, InterruptedException {
		String reason = this.name + "-credentials";
		Map<SecretLocation, Secret> secrets = this.reader.read(Set.of(location),
				ProvisionContext.of(reason, WorkspaceRequest.named(reason).build(), READ_TIMEOUT));
		Secret secret = SecretMapping.require(secrets, location);
		return new ReadSecret((secret.lease() != null) ? null : secret, this.clock.instant());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Set<CredentialHost> hosts() {
		return this.mapping.hosts();
	}

	@Override
	public Credential credential(CredentialRequest request) throws UpstreamException, InterruptedException {
		CredentialMapping.Entry wanted = this.mapping.entry(request.host());
		if (wanted == null) {
			throw refusal(
					"no secret is mapped to host '" + request.host() + "'; add it to '" + this.mapping.property() + "'",
					null);
		}
		ProvisionContext context = request.context();
		Deadline deadline = this.deadlines.apply(context);
		LocatedSecret secret = read(wanted.secret().locate(context), context, deadline);
		String text = select(wanted.secret(), secret);
		SecretReference reference = wanted.usernameSecret();
		if (reference == null) {
			return credential(wanted.username(), text, secret, secret);
		}
		SecretLocation location = reference.locate(context);
		// From the same read, so that the user name and the password match
		LocatedSecret username = location.equals(secret.location()) ? secret : read(location, context, deadline);
		return credential(select(reference, username), text, username, secret);
	}

	@Override
	public boolean forget(CredentialRequest request, Predicate<String> rejected) {
		CredentialMapping.Entry wanted = this.mapping.entry(request.host());
		if (wanted == null) {
			return false;
		}
		SecretLocation location = wanted.secret().locate(request.context());
		boolean forgotten = this.secrets.forget(location,
				(read) -> isRejected(wanted.secret(), read.secret(), location, rejected));
		if (forgotten && wanted.usernameSecret() != null) {
			this.secrets.forget(wanted.usernameSecret().locate(request.context()),
					(username) -> username.secret() != null);
		}
		return forgotten;
	}

	private static boolean isRejected(SecretReference reference, @Nullable Secret secret, SecretLocation location,
			Predicate<String> rejected) {
		if (secret == null) {
			return false;
		}
		try {
			return rejected.test(Secret.withoutLineBreak(secret.select(reference.key(), location)));
		}
		catch (Secret.MissingKeyException ex) {
			return false;
		}
	}

	private LocatedSecret read(SecretLocation location, ProvisionContext context, Deadline deadline)
			throws UpstreamException, InterruptedException {
		CachedValue<ReadSecret> read = this.secrets.get(location, deadline);
		Secret secret = read.value().secret();
		if (secret == null) {
			throw refusal("'" + location + "' has a lease, so it belongs to one workspace and '"
					+ this.mapping.property() + "' can't share it; map a variable to it", null);
		}
		secret.redactIn(context);
		return new LocatedSecret(location, secret, read.stale());
	}

	private String select(SecretReference reference, LocatedSecret answer) throws UpstreamException {
		try {
			return Secret.withoutLineBreak(answer.secret().select(reference.key(), answer.location()));
		}
		catch (Secret.MissingKeyException ex) {
			throw refusal(String.valueOf(ex.getMessage()), ex);
		}
	}

	private Credential credential(String username, String secret, LocatedSecret... from) throws UpstreamException {
		try {
			return new Credential(username, secret, null, Arrays.stream(from).anyMatch(LocatedSecret::stale));
		}
		catch (IllegalArgumentException ex) {
			String where = Arrays.stream(from)
				.map((answer) -> "'" + answer.location() + "'")
				.distinct()
				.collect(Collectors.joining(" and "));
			throw refusal("no valid credential in " + where + ": " + ex.getMessage(), ex);
		}
	}

	private UpstreamException refusal(String problem, @Nullable Throwable cause) {
		return UpstreamException.ofRequest(this.system + ": " + problem, cause);
	}

	/**
	 * Cancel the reads in progress.
	 */
	@Override
	public void close() {
		this.secrets.close();
	}

	/**
	 * A secret with its location.
	 *
	 * @param location the location
	 * @param secret the secret
	 * @param stale whether a refresh was due and failed
	 */
	private record LocatedSecret(SecretLocation location, Secret secret, boolean stale) {
	}

	/**
	 * A cached secret.
	 *
	 * @param secret the secret; {@code null} if it has a lease and can't be shared
	 * @param readAt the time of the read
	 */
	private record ReadSecret(@Nullable Secret secret, Instant readAt) implements RefreshingCache.Expiring {

		// The delay of a rotation; long enough to merge a burst of requests
		private static final Duration CURRENT = Duration.ofSeconds(30);

		// Longer than a restart of the store; short, since a revoked token is served
		private static final Duration USABLE = Duration.ofMinutes(10);

		@Override
		public @Nullable Instant expiresAt() {
			return null;
		}

		@Override
		public Instant refreshAt() {
			return this.readAt.plus(CURRENT);
		}

		@Override
		public Instant usableUntil() {
			return this.readAt.plus(USABLE);
		}

	}

}
