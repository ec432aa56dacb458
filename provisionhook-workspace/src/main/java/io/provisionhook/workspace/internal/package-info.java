/**
 * Threads and times of provisionings. No API: it may change in any release.
 */
@NullMarked
package io.provisionhook.workspace.internal;

import org.jspecify.annotations.NullMarked;
