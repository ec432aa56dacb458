/**
 * Workspaces: the handler that provisions them, what it asks of a host application, and a
 * store and a runtime that need nothing but a JDK.
 */
@NullMarked
package io.provisionhook.workspace;

import org.jspecify.annotations.NullMarked;
