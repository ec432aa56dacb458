package io.provisionhook;

import io.provisionhook.report.RunReport;

/**
 * Told of every run that had a mutator, once it is over: the place for statistics and
 * logs. Called on a thread of its own, with the runs of a workspace one after another.
 * The thread that called for the run waits for it, but only a moment, and not at all
 * while it is behind. What it throws is logged and changes no outcome; a call that takes
 * longer than 30 seconds is given up, and a listener that is 1,000 runs behind misses
 * some. Has to be thread-safe. <pre class="code">
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
	 * Called after a run, also after one that failed.
	 * @param context what is known about the workspace
	 * @param report what the run did
	 */
	void afterRun(ProvisionContext context, RunReport report);

	/**
	 * Called before a mutator that is registered has its first run, unless this is
	 * behind: the place to let its figures begin. Not called for one that is disabled.
	 * @param registration the mutator in its place
	 */
	default void registered(Registration registration) {
	}

}
