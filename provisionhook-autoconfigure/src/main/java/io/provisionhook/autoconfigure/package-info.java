/**
 * Auto-configuration of the registry: every mutator bean in its order, and the registry
 * into everything that wants it.
 */
@NullMarked
package io.provisionhook.autoconfigure;

import org.jspecify.annotations.NullMarked;
