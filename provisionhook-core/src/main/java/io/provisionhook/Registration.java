package io.provisionhook;

/**
 * A mutator in a {@link Registry}.
 *
 * @param name the name that the mutator had when it was registered
 * @param mutator the mutator
 * @param source who registered it: the name of a class unless told otherwise
 * @since 0.1.0
 */
public record Registration(String name, EnvMutator mutator, String source) {
}
