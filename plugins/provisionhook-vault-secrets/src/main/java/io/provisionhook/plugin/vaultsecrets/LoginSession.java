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
 * Logs in when a token is needed, once for all who need it, and keeps the token valid.
 */
final class LoginSession implements VaultSession {

	private static final Log logger = LogFactory.getLog(LoginSession.class);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration PATIENCE_ON_CLOSE = Duration.ofSeconds(3);

	private final VaultLogin login;

	private final VaultTransport transport;

	private final VaultTimer timer;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable VaultToken token;

	private volatile @Nullable Renewal renewal;

	private volatile boolean leftBehind;

	LoginSession(VaultLogin login, VaultTransport transport, VaultTimer timer) {
		this.login = login;
		this.transport = transport;
		this.timer = timer;
	}

	@Override
	public VaultToken token(CallScope scope) throws UpstreamException, InterruptedException {
		VaultToken current = this.token;
		VaultToken usable = (current != null) ? current : logIn(null, scope);
		scope.redact(usable.getToken());
		return usable;
	}

	@Override
	public VaultToken replace(VaultToken invalid, CallScope scope) throws UpstreamException, InterruptedException {
		VaultToken fresh = logIn(invalid, scope);
		scope.redact(fresh.getToken());
		return fresh;
	}

	private VaultToken logIn(@Nullable VaultToken invalid, CallScope scope)
			throws UpstreamException, InterruptedException {
		if (!this.lock.tryLock(scope.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
			throw VaultFailures.timeout("another login is under way");
		}
		try {
			VaultToken current = this.token;
			if (current != null && !Objects.equals(current, invalid)) {
				return current;
			}
			drop();
			VaultToken fresh = this.login.logIn(scope);
			if (Objects.equals(fresh, invalid)) {
				throw VaultFailures.system("Vault does not accept the token in"
						+ " 'provisionhook.vault-secrets.authentication.token' (403);"
						+ " set one that is valid and has the default policy");
			}
			hold(fresh);
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

	private void hold(VaultToken fresh) {
		if (fresh instanceof LoginToken limited) {
			Renewal next = new Renewal(new TokenRenewal(fresh), this.timer, limited.getLeaseDuration(),
					limited.isRenewable());
			this.renewal = next;
			next.start();
		}
		this.token = fresh;
	}

	@Override
	public void leaveTokenBehind() {
		this.leftBehind = true;
	}

	@Override
	public void close() {
		Renewal current = this.renewal;
		if (current != null) {
			current.cancel();
		}
		VaultToken last = this.token;
		if (last != null && this.login.isRepeatable() && !this.leftBehind) {
			revoke(last);
		}
	}

	private void revoke(VaultToken last) {
		try {
			VaultCall call = VaultCall.post("auth/token/revoke-self", Map.of(), "revoking the token of this host");
			call.requireSuccess(this.transport.send(call, last, CallScope.within(PATIENCE_ON_CLOSE)));
		}
		catch (UpstreamException ex) {
			logger.debug(LogMessage.format("The token of this host is left to its end: %s", ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void endsAt(VaultToken ending, Instant end, String reason) {
		if (this.leftBehind || !this.login.isRepeatable()) {
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
	 * How a token is renewed: by itself, whatever this session has come to use since.
	 */
	private final class TokenRenewal implements Renewal.Subject {

		private final VaultToken token;

		TokenRenewal(VaultToken token) {
			this.token = token;
		}

		@Override
		public Duration renew() throws UpstreamException, InterruptedException {
			VaultCall call = VaultCall.post("auth/token/renew-self", Map.of(), "renewing the token of this host");
			JsonResponse reply = call
				.requireSuccess(LoginSession.this.transport.send(call, this.token, CallScope.within(PATIENCE)));
			return Duration.ofSeconds(reply.path("auth").path("lease_duration").asLong(0));
		}

		@Override
		public void endsAt(Instant end, String reason) {
			LoginSession.this.endsAt(this.token, end, reason);
		}

	}

}
