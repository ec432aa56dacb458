/**
 * Auto-configuration of the sources of credentials.
 */
@NullMarked
package io.provisionhook.autoconfigure.credential;

import org.jspecify.annotations.NullMarked;
