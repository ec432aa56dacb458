/**
 * Gives workspaces secrets from Google Cloud Secret Manager.
 */
@NullMarked
package io.provisionhook.plugin.gcpsecretmanager;

import org.jspecify.annotations.NullMarked;
