/**
 * Tests of all modules together.
 */
@NullMarked
package io.provisionhook.integration;

import org.jspecify.annotations.NullMarked;
