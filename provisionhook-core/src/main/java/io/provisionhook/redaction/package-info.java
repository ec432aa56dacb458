/**
 * Redaction: taking secrets out of text, in whatever form the text has them.
 */
@NullMarked
package io.provisionhook.redaction;

import org.jspecify.annotations.NullMarked;
