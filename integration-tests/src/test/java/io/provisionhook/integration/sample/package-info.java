/**
 * Tests of the sample with the plugins and runtimes that it has by profile.
 */
@NullMarked
package io.provisionhook.integration.sample;

import org.jspecify.annotations.NullMarked;
