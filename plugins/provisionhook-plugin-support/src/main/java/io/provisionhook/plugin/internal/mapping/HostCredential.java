package io.provisionhook.plugin.internal.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Where the credential of a host comes from, checked. Immutable.
 *
 * @param username the user name, unless it is in the store
 * @param usernameSecret where the user name is; {@code null} if it is not in the store
 * @param secret where the token or password is
 */
record HostCredential(String username, @Nullable SecretReference usernameSecret, SecretReference secret) {
}
