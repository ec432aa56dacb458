/**
 * What the tests of other modules share. Not published.
 */
@NullMarked
package io.provisionhook.autoconfigure.test;

import org.jspecify.annotations.NullMarked;
