/**
 * What takes so long that it is measured by running it: fetches that wait, processes that
 * start. Each class has a main method that prints its figures.
 */
@NullMarked
package io.provisionhook.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
