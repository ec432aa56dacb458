/**
 * A plugin that gives workspaces secrets from HashiCorp Vault.
 */
@NullMarked
package io.provisionhook.plugin.vaultsecrets;

import org.jspecify.annotations.NullMarked;
