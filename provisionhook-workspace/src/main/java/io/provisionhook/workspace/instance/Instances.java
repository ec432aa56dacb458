package io.provisionhook.workspace.instance;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The host applications that share the store of a handler. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Instances {

	/**
	 * Return the id of this host application.
	 * @return the id; {@code null} if it has not joined yet, or if its store is for a
	 * single host application
	 */
	@Nullable String id();

	/**
	 * Return whether this host application may act on workspaces.
	 * @return {@code false} if its lease is over, or if it has not joined yet; always
	 * {@code true} if its store is for a single host application
	 */
	boolean holdsLease();

	/**
	 * Return the time since this host application has last renewed its lease.
	 * @return the time; zero if there is no lease
	 */
	Duration leaseAge();

	/**
	 * Read all host applications from the store.
	 * @return the host applications; none if the store is for a single one
	 */
	List<Instance> findAll();

	/**
	 * Count the workspaces of each host application that run or are being provisioned.
	 * @return the number by the id of the host application; none if the store is for a
	 * single one
	 */
	Map<String, Long> countLive();

}
