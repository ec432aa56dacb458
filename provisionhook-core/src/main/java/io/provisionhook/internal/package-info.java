/**
 * Threads, time limits, listeners and printable text, shared by the modules of
 * Provisionhook. No API: may change in any release.
 */
@NullMarked
package io.provisionhook.internal;

import org.jspecify.annotations.NullMarked;
