/**
 * What the tests of all modules share.
 */
@NullMarked
package io.provisionhook.testsupport;

import org.jspecify.annotations.NullMarked;
