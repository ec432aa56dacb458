/**
 * Calls to remote systems: deadlines, limits, caching, failures and health. No API: may
 * change in any release.
 */
@NullMarked
package io.provisionhook.plugin.internal.upstream;

import org.jspecify.annotations.NullMarked;
