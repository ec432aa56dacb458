/**
 * Auto-configuration of the store that keeps workspaces in a relational database.
 */
@NullMarked
package io.provisionhook.autoconfigure.jdbc;

import org.jspecify.annotations.NullMarked;
