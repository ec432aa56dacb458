/**
 * Auto-configuration of the runtime that starts workspaces as containers.
 */
@NullMarked
package io.provisionhook.runtime.docker.autoconfigure;

import org.jspecify.annotations.NullMarked;
