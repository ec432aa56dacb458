/**
 * Meters of the registry itself, beside those that Micrometer makes of observations.
 */
@NullMarked
package io.provisionhook.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
