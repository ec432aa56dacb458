/**
 * Tests that the documentation agrees with the code.
 */
@NullMarked
package io.provisionhook.integration.docs;

import org.jspecify.annotations.NullMarked;
