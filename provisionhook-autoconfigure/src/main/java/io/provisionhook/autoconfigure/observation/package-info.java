/**
 * Observations of runs, fetches and mutators, from which Micrometer makes timers and
 * spans.
 */
@NullMarked
package io.provisionhook.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
