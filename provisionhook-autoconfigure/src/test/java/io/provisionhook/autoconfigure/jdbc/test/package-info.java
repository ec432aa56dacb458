/**
 * Databases for tests, servers among them that a test has for itself.
 */
@NullMarked
package io.provisionhook.autoconfigure.jdbc.test;

import org.jspecify.annotations.NullMarked;
