/**
 * What the starter adds to an application that is starting.
 */
@NullMarked
package io.provisionhook.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
