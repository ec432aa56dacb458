/**
 * Workspaces: the handler that provisions them, the interfaces that a host application
 * implements, and a store in memory.
 */
@NullMarked
package io.provisionhook.workspace;

import org.jspecify.annotations.NullMarked;
