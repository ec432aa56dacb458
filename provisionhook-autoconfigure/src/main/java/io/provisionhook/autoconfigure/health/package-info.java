/**
 * Health of this host application among the hosts that share its store.
 */
@NullMarked
package io.provisionhook.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
