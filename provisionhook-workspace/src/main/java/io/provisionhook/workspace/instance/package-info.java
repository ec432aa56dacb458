/**
 * The host applications that share a store: their leases, and the interface that a store
 * implements for them.
 */
@NullMarked
package io.provisionhook.workspace.instance;

import org.jspecify.annotations.NullMarked;
