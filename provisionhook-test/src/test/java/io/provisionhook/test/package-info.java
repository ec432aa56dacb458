/**
 * Tests of the contract and the assertions.
 */
@NullMarked
package io.provisionhook.test;

import org.jspecify.annotations.NullMarked;
