/**
 * A plugin that lets a workspace continue the trace of its provisioning.
 */
@NullMarked
package io.provisionhook.plugin.opentelemetry;

import org.jspecify.annotations.NullMarked;
