package io.provisionhook;

import org.jspecify.annotations.Nullable;

/**
 * Implemented by a component that starts workspaces and runs the mutators before. With
 * Spring Boot, the registry is set on each bean of this type before its initialization.
 *
 * @since 0.1.0
 */
public interface EnvMutatorsAware {

	/**
	 * Set the registry of the mutators to run before a workspace starts.
	 * @param registry the registry, or {@code null} to run no mutators
	 */
	void setEnvMutators(@Nullable Registry registry);

}
