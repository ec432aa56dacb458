/**
 * Auto-configuration of the workspace handler.
 */
@NullMarked
package io.provisionhook.autoconfigure.workspace;

import org.jspecify.annotations.NullMarked;
