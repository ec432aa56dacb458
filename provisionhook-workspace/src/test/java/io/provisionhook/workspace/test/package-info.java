/**
 * What tests with workspaces have in common.
 */
@NullMarked
package io.provisionhook.workspace.test;

import org.jspecify.annotations.NullMarked;
