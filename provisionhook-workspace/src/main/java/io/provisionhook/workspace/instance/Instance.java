package io.provisionhook.workspace.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A running host application, as other host applications with the same store see it.
 * Immutable; components may be added in later releases.
 *
 * @param id the id, a new one at each start; it begins with the name
 * @param location the place of its workspaces, see {@code WorkspaceRuntime.location()}
 * @param process the process of the host application
 * @param leaving whether it has stopped, and leaves its workspaces to the next one
 * @param leaseEnd the end of its lease by the clock of the store, which is to be compared
 * with nothing else than another end
 * @param leaseAge the time since it has renewed its lease
 * @param leaseLeft the time until the end of its lease; negative if the lease is over
 * @param details properties that only this host application knows, by name; no secrets
 * @since 0.1.0
 */
public record Instance(String id, String location, HostProcess process, boolean leaving, Instant leaseEnd,
		Duration leaseAge, Duration leaseLeft, Map<String, String> details) {

	private static final char SEPARATOR = '~';

	/**
	 * Create an instance.
	 */
	public Instance {
		details = Collections.unmodifiableMap(new TreeMap<>(details));
	}

	/**
	 * Return the name of the host application.
	 * @return the name
	 */
	public String name() {
		return nameOf(this.id);
	}

	/**
	 * Return the name of a host application from its id.
	 * @param id the id
	 * @return the name
	 */
	public static String nameOf(String id) {
		int end = id.lastIndexOf(SEPARATOR);
		return (end >= 0) ? id.substring(0, end) : id;
	}

	/**
	 * Create an id for a start of a host application.
	 * @param name the name of the host application
	 * @return an id that no other start has
	 */
	public static String newId(String name) {
		return name + SEPARATOR + UUID.randomUUID();
	}

	/**
	 * Return whether its lease was over when it was read.
	 * @return whether it was over
	 */
	public boolean isLeaseOver() {
		return this.leaseLeft.isNegative();
	}

}
