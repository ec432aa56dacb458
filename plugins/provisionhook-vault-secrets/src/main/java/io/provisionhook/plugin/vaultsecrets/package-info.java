/**
 * Plugin that sets variables of workspaces to secrets from HashiCorp Vault.
 */
@NullMarked
package io.provisionhook.plugin.vaultsecrets;

import org.jspecify.annotations.NullMarked;
