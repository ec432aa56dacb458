/**
 * What calls to a remote system come to, and the health that follows from it.
 */
@NullMarked
package io.provisionhook.plugin.upstream;

import org.jspecify.annotations.NullMarked;
