/**
 * Variables and credentials of hosts whose values are the secrets of a remote store,
 * whichever that is.
 */
@NullMarked
package io.provisionhook.plugin.internal.mapping;

import org.jspecify.annotations.NullMarked;
