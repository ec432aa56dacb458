/**
 * Calls to remote systems: bounded in time and number, cached and refreshed for all who
 * ask, with one classification of failures, and the health that follows from them.
 */
@NullMarked
package io.provisionhook.plugin.internal.upstream;

import org.jspecify.annotations.NullMarked;
