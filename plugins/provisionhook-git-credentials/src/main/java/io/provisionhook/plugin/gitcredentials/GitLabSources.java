package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.http.Endpoint;

/**
 * Makes the source of a host that is a GitLab. By GitLab's documentation, git may come
 * with an OAuth token as the user {@code oauth2}, and with an access token as any user.
 */
final class GitLabSources {

	private static final String SYSTEM = "GitLab";

	private static final String USERNAME = "oauth2";

	private final HostEntry entry;

	private final Property property;

	private final SourceTools tools;

	GitLabSources(HostEntry entry, SourceTools tools) {
		this.entry = entry;
		this.property = entry.child("gitlab");
		this.tools = tools;
	}

	/**
	 * Make the source.
	 * @param properties its properties
	 * @return the source
	 */
	CredentialSource of(GitLabProperties properties) {
		SecretChoice token = new SecretChoice(this.property, SYSTEM).text("token", properties.token())
			.file("token-file", properties.tokenFile())
			.secret("token-secret", properties.tokenSecret(), this.tools.secretSources());
		Endpoint endpoint = this.entry.endpoint(SYSTEM, url(properties.url()), this.property.child("url"), this.tools);
		Property oauth = oauth(properties);
		if (oauth != null) {
			if (token.chosen() != null) {
				throw oauth.mistake("it is set although " + token.chosen() + " is, too",
						"Use either an access token or an OAuth application.");
			}
			requireNoRotation(properties.rotateBefore());
			return refreshed(properties, endpoint);
		}
		SecretValue secret = token.get();
		if (properties.rotateBefore() != null && secret instanceof SecretFile file) {
			return rotated(file, properties.rotateBefore(), endpoint);
		}
		requireNoRotation(properties.rotateBefore());
		return new FixedCredentialSource(identity(), secret);
	}

	private String url(@Nullable String url) {
		return StringUtils.hasText(url) ? url : "https://" + this.entry.host();
	}

	private @Nullable Property oauth(GitLabProperties properties) {
		if (StringUtils.hasText(properties.clientId())) {
			return this.property.child("client-id");
		}
		if (StringUtils.hasText(properties.refreshTokenFile())) {
			return this.property.child("refresh-token-file");
		}
		if (StringUtils.hasText(properties.clientSecret())) {
			return this.property.child("client-secret");
		}
		return StringUtils.hasText(properties.clientSecretFile()) ? this.property.child("client-secret-file") : null;
	}

	private void requireNoRotation(@Nullable Duration rotateBefore) {
		if (rotateBefore != null) {
			throw this.property.child("rotate-before")
				.mistake("it is set although there is no file that the next token could be written into",
						"Set 'token-file' beside it, or remove it.");
		}
	}

	private CredentialSource rotated(SecretFile file, Duration before, Endpoint endpoint) {
		if (before.isNegative() || before.isZero()) {
			throw this.property.child("rotate-before")
				.mistake("it is no time before the expiry", "Set it to a few days, such as 3d.");
		}
		GitLabTokens tokens = new GitLabTokens(this.tools.callsTo(endpoint, this.entry.sslBundle()), endpoint,
				new GitLabRefusals(endpoint, file.property()));
		OneUseToken oneUse = new OneUseToken(file, this.tools.unbroken(SYSTEM));
		return new RenewedCredentialSource<>(identity(), this.tools.upstream(SYSTEM), this.tools.clock(), (context) -> {
			FileToken key = new FileToken(file.locate(context), oneUse.read(file.locate(context)));
			context.redact(key.token());
			return key;
		}, new RotatedTokens(oneUse, tokens, before, this.tools.clock()));
	}

	private CredentialSource refreshed(GitLabProperties properties, Endpoint endpoint) {
		String action = "Set 'client-id', 'client-secret' or 'client-secret-file', and 'refresh-token-file'.";
		OAuthApplication application = OAuthApplication.of(
				this.property.child("client-id").require(properties.clientId(), action),
				new SecretChoice(this.property, SYSTEM).text("client-secret", properties.clientSecret())
					.file("client-secret-file", properties.clientSecretFile())
					.get());
		Property refreshToken = this.property.child("refresh-token-file");
		SecretFile file = SecretFile.of(refreshToken.require(properties.refreshTokenFile(), action), SYSTEM,
				refreshToken);
		OAuthRefusals refusals = new OAuthRefusals(endpoint, this.property,
				"the refresh token in the file of " + refreshToken + " is not accepted any more; authorize the"
						+ " application again and write the refresh token into the file");
		OAuthClient client = new OAuthClient(this.tools.callsTo(endpoint, this.entry.sslBundle()), endpoint,
				OAuthServer.GITLAB, refusals, this.tools.clock());
		OneUseToken oneUse = new OneUseToken(file, this.tools.unbroken(SYSTEM));
		return new RenewedCredentialSource<>(identity(), this.tools.upstream(SYSTEM), this.tools.clock(),
				(context) -> new OAuthFiles(application.locate(context), file.locate(context)),
				new RefreshedTokens(oneUse, application, client));
	}

	private SourceIdentity identity() {
		return SourceIdentity.of("gitlab", this.entry.host(), USERNAME);
	}

}
