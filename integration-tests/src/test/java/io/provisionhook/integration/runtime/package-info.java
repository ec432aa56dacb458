/**
 * Tests of each runtime in a host application that dies and comes back.
 */
@NullMarked
package io.provisionhook.integration.runtime;

import org.jspecify.annotations.NullMarked;
