/**
 * The hook: mutators that change the environment of a workspace before it starts, and the
 * registry that runs them in order.
 */
@NullMarked
package io.provisionhook;

import org.jspecify.annotations.NullMarked;
