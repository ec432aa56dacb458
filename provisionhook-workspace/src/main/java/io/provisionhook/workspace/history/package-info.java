/**
 * The provisionings that have ended: their reports and their numbers.
 */
@NullMarked
package io.provisionhook.workspace.history;

import org.jspecify.annotations.NullMarked;
