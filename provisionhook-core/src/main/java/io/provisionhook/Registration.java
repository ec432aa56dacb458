package io.provisionhook;

/**
 * A mutator in its place in the chain.
 *
 * @param name the mutator's name, as it was when it was registered
 * @param mutator the mutator
 * @param policy what the operator decided about it
 * @param source who registered it: a class, or a bean
 * @since 0.1.0
 */
public record Registration(String name, EnvMutator mutator, MutatorPolicy policy, String source) {
}
