/**
 * A plugin that fails on request, to see how a host application reports that.
 */
@NullMarked
package io.provisionhook.sample.faults;

import org.jspecify.annotations.NullMarked;
