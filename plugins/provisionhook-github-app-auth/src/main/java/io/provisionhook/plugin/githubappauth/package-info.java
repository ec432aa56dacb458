/**
 * Gives workspaces an installation token of a GitHub App.
 */
@NullMarked
package io.provisionhook.plugin.githubappauth;

import org.jspecify.annotations.NullMarked;
