package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * Implemented by whatever starts workspaces and wants to run the mutators before it does.
 * With Spring Boot every bean of this type is given the registry before it is
 * initialized.
 *
 * @since 0.1.0
 */
public interface EnvMutatorsAware {

	/**
	 * Set the mutators to run before a workspace starts.
	 * @param registry the registry, or {@code null} to run none
	 */
	void setEnvMutators(@Nullable Registry registry);

}
