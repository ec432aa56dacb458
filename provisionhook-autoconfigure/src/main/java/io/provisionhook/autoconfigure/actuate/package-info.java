/**
 * Actuator endpoint that shows the mutators, their order and their last runs.
 */
@NullMarked
package io.provisionhook.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
