/**
 * Auto-configuration for the runtime that starts workspaces as Pods.
 */
@NullMarked
package io.provisionhook.runtime.kubernetes.autoconfigure;

import org.jspecify.annotations.NullMarked;
