/**
 * Runtime that starts workspaces as processes of this machine.
 */
@NullMarked
package io.provisionhook.runtime.process;

import org.jspecify.annotations.NullMarked;
