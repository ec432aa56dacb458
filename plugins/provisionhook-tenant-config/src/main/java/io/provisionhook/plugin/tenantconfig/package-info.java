/**
 * A plugin that gives workspaces variables by tenant, role and label.
 */
@NullMarked
package io.provisionhook.plugin.tenantconfig;

import org.jspecify.annotations.NullMarked;
