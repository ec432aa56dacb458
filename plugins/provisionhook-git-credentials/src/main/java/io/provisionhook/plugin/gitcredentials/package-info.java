/**
 * Gives git in workspaces fresh credentials whenever it needs them.
 */
@NullMarked
package io.provisionhook.plugin.gitcredentials;

import org.jspecify.annotations.NullMarked;
