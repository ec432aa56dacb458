/**
 * Mapping of variables and hosts to the secrets of a remote store. No API: may change in
 * any release.
 */
@NullMarked
package io.provisionhook.plugin.internal.mapping;

import org.jspecify.annotations.NullMarked;
