/**
 * Databases for tests, servers among them that a test has for itself.
 */
@NullMarked
package io.provisionhook.store.jdbc.test;

import org.jspecify.annotations.NullMarked;
