/**
 * Shared test classes of plugins, in a jar of their own. No API: may change in any
 * release.
 */
@NullMarked
package io.provisionhook.plugin.internal.test;

import org.jspecify.annotations.NullMarked;
