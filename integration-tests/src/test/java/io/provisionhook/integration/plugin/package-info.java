/**
 * Tests of all plugins in one host application.
 */
@NullMarked
package io.provisionhook.integration.plugin;

import org.jspecify.annotations.NullMarked;
