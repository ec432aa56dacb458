/**
 * What tests with a real Docker engine have in common, for this module and for others.
 */
@NullMarked
package io.provisionhook.runtime.docker.test;

import org.jspecify.annotations.NullMarked;
