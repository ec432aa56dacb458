/**
 * Observations of runs, fetches and mutators, and the timers and spans that Micrometer
 * creates from them.
 */
@NullMarked
package io.provisionhook.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
