/**
 * Plugin that sets variables of workspaces to secrets of Google Cloud Secret Manager.
 */
@NullMarked
package io.provisionhook.plugin.gcpsecretmanager;

import org.jspecify.annotations.NullMarked;
