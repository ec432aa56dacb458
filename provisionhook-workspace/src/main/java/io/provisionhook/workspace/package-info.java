/**
 * Workspaces: the handler that provisions them, what it asks of a host application, and a
 * store in memory.
 */
@NullMarked
package io.provisionhook.workspace;

import org.jspecify.annotations.NullMarked;
