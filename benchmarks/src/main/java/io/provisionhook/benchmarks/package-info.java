/**
 * What all benchmarks use.
 */
@NullMarked
package io.provisionhook.benchmarks;

import org.jspecify.annotations.NullMarked;
