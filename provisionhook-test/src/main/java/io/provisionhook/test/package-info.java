/**
 * Test support for authors of plugins. A plugin has two kinds of tests:
 * <ul>
 * <li>A contract test extends {@link io.provisionhook.test.EnvMutatorContract}, or
 * {@link io.provisionhook.test.FetchingEnvMutatorContract} for a mutator that calls a
 * remote system. It inherits tests for the rules that every mutator must follow.</li>
 * <li>A unit test runs the mutator with {@link io.provisionhook.test.MutatorRun} and
 * verifies the result with AssertJ's {@code assertThat(run)}.</li>
 * </ul>
 */
@NullMarked
package io.provisionhook.test;

import org.jspecify.annotations.NullMarked;
