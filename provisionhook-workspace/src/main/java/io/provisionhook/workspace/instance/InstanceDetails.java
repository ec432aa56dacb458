package io.provisionhook.workspace.instance;

import java.util.Map;

/**
 * Properties that only this host application knows, for the hosts that share its store.
 * Implementations must be thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface InstanceDetails {

	/**
	 * Return the properties. Called for each renewal of the lease, so this must return at
	 * once.
	 * @return values by name, without secrets
	 */
	Map<String, String> details();

}
