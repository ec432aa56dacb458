/**
 * Plugin that sets variables of workspaces by tenant, role and label.
 */
@NullMarked
package io.provisionhook.plugin.tenantconfig;

import org.jspecify.annotations.NullMarked;
