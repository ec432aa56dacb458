/**
 * What a run costs, each time next to what it is compared with.
 */
@NullMarked
package io.provisionhook.benchmarks.run;

import org.jspecify.annotations.NullMarked;
