package io.provisionhook.workspace.instance;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The part of a store that keeps the host applications that share it. All times are those
 * of the store, since the clocks of host applications may differ. Implementations must be
 * thread-safe.
 *
 * @since 0.1.0
 */
public interface InstanceStore {

	/**
	 * Insert a host application, with a lease from now.
	 * @param instance the host application; the times of its lease are ignored
	 * @param lease the time of the lease
	 */
	void join(Instance instance, Duration lease);

	/**
	 * Let the lease of a host application begin anew, if the host application is still
	 * there. If it is alone, this must be a single small statement.
	 * @param id the id of the host application
	 * @param lease the time of the lease
	 * @param details the properties that only this host application knows
	 * @return what was found
	 */
	Renewal renew(String id, Duration lease, Map<String, String> details);

	/**
	 * Return all host applications.
	 * @return the host applications
	 */
	List<Instance> findAll();

	/**
	 * Count the workspaces of each host application that run or are being provisioned.
	 * @return the number by the id of the host application, without zeros
	 */
	Map<String, Long> countLive();

	/**
	 * Mark a host application as leaving, with a last lease.
	 * @param id the id of the host application
	 * @param lease the time of the lease
	 */
	void leave(String id, Duration lease);

	/**
	 * Delete a host application for good: it must not be able to renew its lease after
	 * that.
	 * @param id the id of the host application
	 * @return whether it was there
	 */
	boolean delete(String id);

	/**
	 * Delete a host application for good if its lease is over.
	 * @param id the id of the host application
	 * @return whether it was there, and its lease was over
	 */
	boolean deleteIfLeaseIsOver(String id);

	/**
	 * Result of a renewal.
	 */
	enum Renewal {

		/**
		 * The lease was renewed, and there is no other host application.
		 */
		ALONE,

		/**
		 * The lease was renewed, and there are other host applications.
		 */
		AMONG_OTHERS,

		/**
		 * The host application was deleted, and nothing was renewed.
		 */
		GONE

	}

}
