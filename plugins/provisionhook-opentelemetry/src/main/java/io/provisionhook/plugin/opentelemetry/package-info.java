/**
 * Plugin that passes the trace of the provisioning and the settings of OpenTelemetry to
 * workspaces.
 */
@NullMarked
package io.provisionhook.plugin.opentelemetry;

import org.jspecify.annotations.NullMarked;
