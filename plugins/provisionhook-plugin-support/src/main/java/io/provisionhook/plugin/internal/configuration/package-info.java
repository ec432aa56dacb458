/**
 * Configuration of plugins: checked properties, placeholders, and the error for an
 * invalid property. No API: may change in any release.
 */
@NullMarked
package io.provisionhook.plugin.internal.configuration;

import org.jspecify.annotations.NullMarked;
