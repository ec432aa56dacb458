/**
 * Auto-configuration for the runtime that starts workspaces as processes.
 */
@NullMarked
package io.provisionhook.runtime.process.autoconfigure;

import org.jspecify.annotations.NullMarked;
