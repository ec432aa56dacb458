/**
 * What tests of plugins have in common. The other tests of this module are not in the jar
 * that plugins get.
 */
@NullMarked
package io.provisionhook.plugin.internal.test;

import org.jspecify.annotations.NullMarked;
