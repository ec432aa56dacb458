/**
 * What whoever writes a mutator tests it with: a contract to extend, and assertions.
 */
@NullMarked
package io.provisionhook.test;

import org.jspecify.annotations.NullMarked;
