/**
 * JSON over HTTP with bounded time and size. No API: may change in any release.
 */
@NullMarked
package io.provisionhook.plugin.internal.http;

import org.jspecify.annotations.NullMarked;
