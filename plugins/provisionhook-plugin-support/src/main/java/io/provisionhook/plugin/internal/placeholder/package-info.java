/**
 * Text with placeholders for facts about a workspace.
 */
@NullMarked
package io.provisionhook.plugin.internal.placeholder;

import org.jspecify.annotations.NullMarked;
