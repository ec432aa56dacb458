/**
 * The interface that a runtime implements, and the types of its parameters and results.
 */
@NullMarked
package io.provisionhook.workspace.runtime;

import org.jspecify.annotations.NullMarked;
