package io.provisionhook.plugin.upstream;

/**
 * A value of {@link RenewedValues}. Immutable.
 *
 * @param value the value
 * @param stale whether it should have been renewed and could not be
 * @param <V> its type
 * @since 0.1.0
 */
public record Renewed<V>(V value, boolean stale) {
}
