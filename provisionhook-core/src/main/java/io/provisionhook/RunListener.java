package io.provisionhook;

import io.provisionhook.report.RunReport;

/**
 * Listener for finished runs, for statistics and logs.
 * <p>
 * Called after each run that had a mutator, on another thread than the caller's, for the
 * runs of one workspace one after another. The thread that called {@link Registry#run}
 * waits up to one second for the listener, and not at all while the listener has a
 * backlog. Exceptions of a listener are logged and change no outcome. A call that takes
 * longer than 30 seconds is abandoned, and a listener with a backlog of 1,000 runs misses
 * further ones. Implementations must be thread-safe. <pre class="code">
 * Registry registry = Registry.builder()
 *     .listener((context, report) -&gt; durations.record(report.duration()))
 *     .build();</pre>
 *
 * @since 0.1.0
 * @see RunObserver
 */
@FunctionalInterface
public interface RunListener {

	/**
	 * Called after a run, whether it succeeded or failed.
	 * @param context the context of the run
	 * @param report the report of the run
	 */
	void afterRun(ProvisionContext context, RunReport report);

	/**
	 * Called when a mutator is registered, before its first run unless the listener has a
	 * backlog. Use it to initialize statistics. Not called for disabled mutators.
	 * @param registration the registration
	 */
	default void registered(Registration registration) {
	}

}
