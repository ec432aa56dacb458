/**
 * The actuator endpoint that shows which mutators run, in which order and how they fared.
 */
@NullMarked
package io.provisionhook.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
