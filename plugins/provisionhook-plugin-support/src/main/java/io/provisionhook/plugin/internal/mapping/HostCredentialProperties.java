package io.provisionhook.plugin.internal.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Properties of the credential of a host, as an entry of a list property.
 *
 * @param host Host of the credential, such as git.example.com or git.example.com:8443.
 * @param username User name of the credential. Defaults to git.
 * @param usernameSecret Reference to the user name in the store, in place of a fixed one.
 * @param secret Reference to the token or password, such as path#key. The path may have
 * placeholders.
 * @since 0.1.0
 */
public record HostCredentialProperties(@Nullable String host, @Nullable String username,
		@Nullable String usernameSecret, @Nullable String secret) {
}
