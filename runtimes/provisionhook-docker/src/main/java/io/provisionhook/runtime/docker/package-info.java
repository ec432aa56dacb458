/**
 * A runtime that starts workspaces as containers of a Docker engine.
 */
@NullMarked
package io.provisionhook.runtime.docker;

import org.jspecify.annotations.NullMarked;
