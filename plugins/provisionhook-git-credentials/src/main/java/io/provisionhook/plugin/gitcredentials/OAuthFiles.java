package io.provisionhook.plugin.gitcredentials;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The files that an access token is asked for with. Equal if the same token will do.
 *
 * @param clientSecret the file with the secret of the client; {@code null} if it is in
 * none
 * @param refreshToken the file with the refresh token; {@code null} if there is none
 */
record OAuthFiles(@Nullable Path clientSecret, @Nullable Path refreshToken) {
}
