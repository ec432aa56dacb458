/**
 * Tests of the page about writing plugins.
 */
@NullMarked
package io.provisionhook.test.docs;

import org.jspecify.annotations.NullMarked;
