/**
 * Threads, time limits and printable text, shared by the modules of Provisionhook. No
 * API: it may change in any release.
 */
@NullMarked
package io.provisionhook.internal;

import org.jspecify.annotations.NullMarked;
