/**
 * Meters of the registry and of workspaces. Those of observations are elsewhere.
 */
@NullMarked
package io.provisionhook.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
