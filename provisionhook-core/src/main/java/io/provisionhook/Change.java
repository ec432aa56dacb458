package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * One write.
 *
 * @param before the version that was current until then, {@code null} if there was none
 * @param after the version that is current since
 */
record Change(@Nullable Variable before, Variable after) {
}
