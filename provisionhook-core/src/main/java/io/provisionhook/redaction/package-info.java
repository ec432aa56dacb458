/**
 * Redaction of secrets in text, in any encoding.
 */
@NullMarked
package io.provisionhook.redaction;

import org.jspecify.annotations.NullMarked;
