/**
 * The report of a run: what each mutator did, without a value of a variable.
 */
@NullMarked
package io.provisionhook.report;

import org.jspecify.annotations.NullMarked;
