/**
 * Report of a run: outcomes, changes and steps, without values of variables.
 */
@NullMarked
package io.provisionhook.report;

import org.jspecify.annotations.NullMarked;
