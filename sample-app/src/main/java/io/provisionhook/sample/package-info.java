/**
 * A small platform that starts workspaces over HTTP, with a mutator of its own and two
 * that are plugins.
 */
@NullMarked
package io.provisionhook.sample;

import org.jspecify.annotations.NullMarked;
