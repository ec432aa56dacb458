package io.provisionhook.plugin.vaultsecrets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.vault.support.VaultToken;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.vaultsecrets.VaultSecretsProperties.AppRole;
import io.provisionhook.plugin.vaultsecrets.VaultSecretsProperties.Authentication;
import io.provisionhook.plugin.vaultsecrets.VaultSecretsProperties.Kubernetes;

/**
 * Creates the session for the configured authentication.
 */
final class VaultSessionFactory {

	private static final String PREFIX = VaultSecretsProperties.PREFIX + ".authentication";

	private final VaultTransport transport;

	private final VaultScheduler scheduler;

	VaultSessionFactory(VaultTransport transport, VaultScheduler scheduler) {
		this.transport = transport;
		this.scheduler = scheduler;
	}

	/**
	 * Create a session. It logs in with its first request.
	 * @param authentication the configured authentication
	 * @return the session
	 * @throws PluginConfigurationException unless exactly one way to log in is configured
	 * completely
	 */
	VaultSession create(Authentication authentication) {
		requireExactlyOne(authentication);
		if (authentication.tokenFile() != null) {
			return new TokenFileSession(requireFile(".token-file", authentication.tokenFile()));
		}
		return new LoginSession(login(authentication), this.transport, this.scheduler);
	}

	private LoginSession.Login login(Authentication authentication) {
		AppRole appRole = authentication.appRole();
		if (appRole != null) {
			String secretId = StringUtils.hasText(appRole.secretId()) ? appRole.secretId() : null;
			return AuthMethodLogin.appRole(this.transport, requireText(".app-role.role-id", appRole.roleId()), secretId,
					requirePath(".app-role.path", appRole.path()));
		}
		Kubernetes kubernetes = authentication.kubernetes();
		if (kubernetes != null) {
			return AuthMethodLogin.kubernetes(this.transport, requireText(".kubernetes.role", kubernetes.role()),
					requireFile(".kubernetes.token-file", kubernetes.tokenFile()),
					requirePath(".kubernetes.path", kubernetes.path()));
		}
		String token = requireText(".token", authentication.token()).strip();
		if (!CredentialFile.isPrintable(token)) {
			throw new PluginConfigurationException(PREFIX + ".token", "it has characters that no token has",
					"Set the token alone.");
		}
		return new TokenLogin(this.transport, token);
	}

	private static void requireExactlyOne(Authentication authentication) {
		List<String> ways = new ArrayList<>();
		addIf(StringUtils.hasText(authentication.token()), "token", ways);
		addIf(authentication.tokenFile() != null, "token-file", ways);
		addIf(authentication.appRole() != null, "app-role", ways);
		addIf(authentication.kubernetes() != null, "kubernetes", ways);
		if (ways.size() != 1) {
			throw new PluginConfigurationException(PREFIX,
					ways.isEmpty() ? "no way to log in is set"
							: "several ways to log in are set: " + String.join(", ", ways),
					"Set one of token, token-file, app-role.role-id and kubernetes.role.");
		}
	}

	private static void addIf(boolean set, String way, List<String> ways) {
		if (set) {
			ways.add(way);
		}
	}

	private static String requireText(String property, @Nullable String text) {
		if (!StringUtils.hasText(text)) {
			throw new PluginConfigurationException(PREFIX + property, "it is not set", "Set it.");
		}
		return text;
	}

	private static String requirePath(String property, String path) {
		String inner = StringUtils.trimTrailingCharacter(StringUtils.trimLeadingCharacter(path, '/'), '/');
		if (inner.isBlank()) {
			throw new PluginConfigurationException(PREFIX + property, "it is empty",
					"Set the path that the auth method is mounted at, without 'auth/'.");
		}
		return inner;
	}

	private static Path requireFile(String property, Path file) {
		if (!Files.isReadable(file)) {
			throw new PluginConfigurationException(PREFIX + property, "the file '" + file + "' can't be read",
					"Create it before the application starts, or correct the path.");
		}
		return file;
	}

	/**
	 * Session with the token in a file, which is read for each request.
	 */
	private static final class TokenFileSession implements VaultSession {

		private final Path file;

		TokenFileSession(Path file) {
			this.file = file;
		}

		@Override
		public VaultToken token(CallContext context) throws UpstreamException {
			String token = CredentialFile.read(this.file, "the token");
			context.redact(token);
			return VaultToken.of(token);
		}

		@Override
		public VaultToken replace(VaultToken invalid, CallContext context) throws UpstreamException {
			VaultToken token = token(context);
			if (token.equals(invalid)) {
				throw VaultFailures.system("Vault does not accept the token in '" + this.file
						+ "' (403); check the process that writes it");
			}
			return token;
		}

	}

}
