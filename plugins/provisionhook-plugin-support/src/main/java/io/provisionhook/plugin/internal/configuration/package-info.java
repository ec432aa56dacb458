/**
 * How a plugin says that its configuration is wrong.
 */
@NullMarked
package io.provisionhook.plugin.internal.configuration;

import org.jspecify.annotations.NullMarked;
