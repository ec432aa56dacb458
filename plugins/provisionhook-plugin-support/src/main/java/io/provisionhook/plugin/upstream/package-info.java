/**
 * What calls to a remote system come to: values that are kept and renewed for all who ask
 * for them, failures, and the health that follows from them.
 */
@NullMarked
package io.provisionhook.plugin.upstream;

import org.jspecify.annotations.NullMarked;
