package io.provisionhook.plugin.internal.upstream;

/**
 * A value of {@link RefreshingCache}. Immutable.
 *
 * @param value the value
 * @param stale whether it should have been refreshed and could not be
 * @param <V> its type
 * @since 0.1.0
 */
public record Refreshed<V>(V value, boolean stale) {

}
