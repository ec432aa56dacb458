/**
 * A git server whose tokens live for seconds, to see how workspaces get along with that.
 */
@NullMarked
package io.provisionhook.sample.git;

import org.jspecify.annotations.NullMarked;
