/**
 * What a runtime implements and what it is given.
 */
@NullMarked
package io.provisionhook.workspace.runtime;

import org.jspecify.annotations.NullMarked;
