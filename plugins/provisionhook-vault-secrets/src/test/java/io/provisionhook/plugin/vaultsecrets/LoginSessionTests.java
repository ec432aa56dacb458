package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.support.VaultToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoginSession}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoginSessionTests {

	private static final String LOGIN = "auth/approle/login";

	private static final String RENEW = "auth/token/renew-self";

	@RegisterExtension
	private static final VaultServer SERVER = new VaultServer();

	private final FakeScheduler scheduler = new FakeScheduler();

	private final CallContext context = CallContext.within(Duration.ofMinutes(1));

	private VaultTransport transport;

	private LoginSession session;

	@BeforeEach
	void start() {
		VaultEndpoint endpoint = VaultConnection.endpoint(SERVER.uri());
		this.transport = new VaultTransport(endpoint, null, VaultConnection.requestFactory(endpoint, null, null));
		this.session = new LoginSession(AuthMethodLogin.appRole(this.transport, "role-1", null, "approle"),
				this.transport, this.scheduler);
		logInGives(VaultServer.TOKEN, 3600, true);
	}

	@AfterEach
	void stop() {
		this.session.close();
	}

	@Test
	void tokenWhenRenewedIsReused() throws Exception {
		assertThat(token()).isEqualTo(VaultServer.TOKEN);
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.tokenOf(VaultServer.TOKEN, 3600, true));
		this.scheduler.runNext();
		this.scheduler.runNext();
		assertThat(token()).isEqualTo(VaultServer.TOKEN);
		assertThat(SERVER.count(RENEW)).isEqualTo(2);
		assertThat(SERVER.count(LOGIN)).isOne();
	}

	@Test
	void tokenThatIsNotExtendedIsReplacedBeforeItsEnd(CapturedOutput output) throws Exception {
		token();
		SERVER.answer(VaultServer.post(RENEW), 200, VaultServer.tokenOf(VaultServer.TOKEN, 600, true));
		this.scheduler.runNext();
		logInGives("hvs.second-token", 3600, true);
		assertThat(token()).isEqualTo("hvs.second-token");
		assertThat(this.scheduler.pending()).isOne();
		assertThat(output).doesNotContain("ends at");
	}

	@Test
	void tokenThatCannotBeRenewedIsReplacedBeforeItsEnd() throws Exception {
		logInGives(VaultServer.TOKEN, 3600, false);
		token();
		this.scheduler.runNext();
		logInGives("hvs.second-token", 3600, false);
		assertThat(token()).isEqualTo("hvs.second-token");
		assertThat(SERVER.count(RENEW)).isZero();
	}

	@Test
	void endOfRetainedTokenLogsWarning(CapturedOutput output) throws Exception {
		logInGives(VaultServer.TOKEN, 3600, false);
		token();
		this.session.retainToken();
		this.scheduler.runNext();
		assertThat(output)
			.contains("The token by which this host reads secrets from Vault ends at 2026-01-01T01:00:00Z, and with"
					+ " it the leases of secrets that it has read: it is not renewable")
			.doesNotContain(VaultServer.TOKEN);
	}

	@Test
	void endOfConfiguredTokenLogsWarning(CapturedOutput output) throws Exception {
		SERVER.answer(VaultServer.get("auth/token/lookup-self"), 200,
				"{\"data\": {\"ttl\": 3600, \"renewable\": false}}");
		LoginSession configured = new LoginSession(new TokenLogin(this.transport, VaultServer.TOKEN), this.transport,
				this.scheduler);
		assertThat(configured.token(this.context).getToken()).isEqualTo(VaultServer.TOKEN);
		this.scheduler.runNext();
		assertThat(output).contains("ends at 2026-01-01T01:00:00Z").doesNotContain(VaultServer.TOKEN);
		assertThat(configured.token(this.context).getToken()).isEqualTo(VaultServer.TOKEN);
		assertThat(SERVER.count("auth/token/lookup-self")).isOne();
	}

	@Test
	void renewalWhenVaultFailsIsRepeated() throws Exception {
		token();
		SERVER.answer(VaultServer.post(RENEW), 503, "{}");
		this.scheduler.runNext();
		assertThat(this.scheduler.pending()).isOne();
		assertThat(token()).isEqualTo(VaultServer.TOKEN);
		assertThat(SERVER.count(LOGIN)).isOne();
	}

	@Test
	void replaceWhenAlreadyReplacedReturnsCurrentToken() throws Exception {
		token();
		logInGives("hvs.second-token", 3600, true);
		VaultToken first = VaultToken.of(VaultServer.TOKEN);
		assertThat(this.session.replace(first, this.context).getToken()).isEqualTo("hvs.second-token");
		assertThat(this.session.replace(first, this.context).getToken()).isEqualTo("hvs.second-token");
		assertThat(SERVER.count(LOGIN)).isEqualTo(2);
	}

	@Test
	void closeWhenTokenIsRetainedStopsRenewal() throws Exception {
		token();
		this.session.retainToken();
		this.session.close();
		assertThat(this.scheduler.pending()).isZero();
		assertThat(SERVER.count("auth/token/revoke-self")).isZero();
	}

	private String token() throws Exception {
		return this.session.token(this.context).getToken();
	}

	private void logInGives(String token, int seconds, boolean renewable) {
		SERVER.answer(VaultServer.login(LOGIN, "{\"role_id\": \"role-1\"}"), 200,
				VaultServer.tokenOf(token, seconds, renewable));
	}

}
