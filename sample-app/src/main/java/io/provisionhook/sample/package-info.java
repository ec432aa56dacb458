/**
 * A small platform that starts workspaces over HTTP, with three mutators of its own.
 */
@NullMarked
package io.provisionhook.sample;

import org.jspecify.annotations.NullMarked;
