/**
 * Store of workspaces in a relational database, with its auto-configuration.
 */
@NullMarked
package io.provisionhook.store.jdbc;

import org.jspecify.annotations.NullMarked;
