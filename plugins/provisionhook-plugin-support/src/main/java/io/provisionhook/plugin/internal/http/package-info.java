/**
 * Calls to a remote system over HTTP that end in time, whatever the system does.
 */
@NullMarked
package io.provisionhook.plugin.internal.http;

import org.jspecify.annotations.NullMarked;
