package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.Nullable;

/**
 * What an OAuth server gave.
 *
 * @param accessToken the access token
 * @param refreshToken what the next one is got by; {@code null} if that stays as it is
 */
record OAuthGrant(AccessToken accessToken, @Nullable String refreshToken) {

	@Override
	public String toString() {
		return "OAuthGrant[accessToken=" + this.accessToken + "]";
	}

}
