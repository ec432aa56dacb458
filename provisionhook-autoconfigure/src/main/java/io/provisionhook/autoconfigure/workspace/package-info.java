/**
 * Auto-configuration of the workspace handler and of the runtime that starts processes.
 */
@NullMarked
package io.provisionhook.autoconfigure.workspace;

import org.jspecify.annotations.NullMarked;
