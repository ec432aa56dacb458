/**
 * Credentials that are asked for when they are needed, instead of being written into an
 * environment, where they would go stale.
 */
@NullMarked
package io.provisionhook.credential;

import org.jspecify.annotations.NullMarked;
