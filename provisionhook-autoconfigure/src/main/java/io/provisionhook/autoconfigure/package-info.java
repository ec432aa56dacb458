/**
 * Auto-configuration of the registry of mutators.
 */
@NullMarked
package io.provisionhook.autoconfigure;

import org.jspecify.annotations.NullMarked;
