package io.provisionhook.plugin.internal.mapping;

import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about the credential of a host, to be bound as an entry of a
 * list.
 *
 * @param host Host that wants the credential, such as git.example.com or
 * git.example.com:8443.
 * @param username User name that goes with the secret; git unless set.
 * @param usernameSecret Reference to the user name, if that is in the store too.
 * @param secret Reference to the token or password, such as path#key; may have
 * placeholders.
 * @since 0.1.0
 */
public record HostCredentialProperties(@Nullable String host, @Nullable String username,
		@Nullable String usernameSecret, @Nullable String secret) {
}
