/**
 * What threads that meet in a registry may see of each other. All of it goes through what
 * a host uses: an executor decides on which thread of a test the mutators run.
 */
@NullMarked
package io.provisionhook.benchmarks.stress;

import org.jspecify.annotations.NullMarked;
