/**
 * Credentials that running workspaces request when they need them, instead of environment
 * variables that would expire.
 */
@NullMarked
package io.provisionhook.credential;

import org.jspecify.annotations.NullMarked;
