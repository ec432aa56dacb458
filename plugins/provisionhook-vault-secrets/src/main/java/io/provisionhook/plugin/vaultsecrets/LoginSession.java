package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.log.LogMessage;
import org.springframework.vault.authentication.LoginToken;
import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Session that logs in when a token is needed, shares the token between all requests and
 * renews it.
 */
final class LoginSession implements VaultSession {

	private static final Log logger = LogFactory.getLog(LoginSession.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

	private final Login login;

	private final VaultTransport transport;

	private final VaultScheduler scheduler;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable VaultToken token;

	private volatile @Nullable Renewal renewal;

	private volatile boolean retained;

	LoginSession(Login login, VaultTransport transport, VaultScheduler scheduler) {
		this.login = login;
		this.transport = transport;
		this.scheduler = scheduler;
	}

	@Override
	public VaultToken token(CallContext context) throws UpstreamException, InterruptedException {
		VaultToken current = this.token;
		VaultToken usable = (current != null) ? current : logIn(null, context);
		context.redact(usable.getToken());
		return usable;
	}

	@Override
	public VaultToken replace(VaultToken invalid, CallContext context) throws UpstreamException, InterruptedException {
		VaultToken fresh = logIn(invalid, context);
		context.redact(fresh.getToken());
		return fresh;
	}

	private VaultToken logIn(@Nullable VaultToken invalid, CallContext context)
			throws UpstreamException, InterruptedException {
		if (!this.lock.tryLock(context.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
			throw VaultFailures.timeout("another login is under way");
		}
		try {
			VaultToken current = this.token;
			if (current != null && !Objects.equals(current, invalid)) {
				return current;
			}
			drop();
			VaultToken fresh = this.login.logIn(context);
			if (Objects.equals(fresh, invalid)) {
				throw VaultFailures.system("Vault does not accept the token in"
						+ " 'provisionhook.vault-secrets.authentication.token' (403);"
						+ " set one that is valid and has the default policy");
			}
			use(fresh);
			return fresh;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void drop() {
		Renewal former = this.renewal;
		if (former != null) {
			former.cancel();
		}
		this.renewal = null;
		this.token = null;
	}

	private void use(VaultToken fresh) {
		if (fresh instanceof LoginToken limited) {
			Renewal next = new Renewal(new TokenRenewal(fresh), this.scheduler, limited.getLeaseDuration(),
					limited.isRenewable());
			this.renewal = next;
			next.start();
		}
		this.token = fresh;
	}

	@Override
	public void retainToken() {
		this.retained = true;
	}

	@Override
	public void close() {
		Renewal current = this.renewal;
		if (current != null) {
			current.cancel();
		}
		VaultToken last = this.token;
		if (last != null && this.login.isRepeatable() && !this.retained) {
			revoke(last);
		}
	}

	private void revoke(VaultToken last) {
		try {
			VaultRequest request = VaultRequest.post("auth/token/revoke-self", Map.of(),
					"revoking the token of this host");
			request.requireSuccess(this.transport.send(request, last, CallContext.within(CLOSE_TIMEOUT)));
		}
		catch (UpstreamException ex) {
			logger.debug(LogMessage.format("The token of this host was not revoked and expires: %s", ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void endsAt(VaultToken ending, Instant end, String reason) {
		if (this.retained || !this.login.isRepeatable()) {
			logger.warn(LogMessage
				.format("The token by which this host reads secrets from Vault ends at %s, and with it the leases of"
						+ " secrets that it has read: %s", end, reason));
		}
		this.lock.lock();
		try {
			if (this.login.isRepeatable() && Objects.equals(ending, this.token)) {
				drop();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Renews one token, even if the session uses another token by now.
	 */
	private final class TokenRenewal implements Renewal.Subject {

		private final VaultToken token;

		TokenRenewal(VaultToken token) {
			this.token = token;
		}

		@Override
		public Duration renew() throws UpstreamException, InterruptedException {
			VaultRequest request = VaultRequest.post("auth/token/renew-self", Map.of(),
					"renewing the token of this host");
			JsonResponse response = request
				.requireSuccess(LoginSession.this.transport.send(request, this.token, CallContext.within(TIMEOUT)));
			return Duration.ofSeconds(response.path("auth").path("lease_duration").asLong(0));
		}

		@Override
		public void endsAt(Instant end, String reason) {
			LoginSession.this.endsAt(this.token, end, reason);
		}

	}

	/**
	 * Obtains tokens. Thread-safe.
	 */
	interface Login {

		/**
		 * Obtain a token.
		 * @param context the context of the call; receives secrets
		 * @return the token; a {@link LoginToken} if its time to live is known
		 * @throws UpstreamException if Vault refuses the login or fails
		 * @throws InterruptedException if the thread was interrupted
		 */
		VaultToken logIn(CallContext context) throws UpstreamException, InterruptedException;

		/**
		 * Return whether each login creates a new token.
		 * @return {@code false} if the token is always the same
		 */
		boolean isRepeatable();

	}

}
