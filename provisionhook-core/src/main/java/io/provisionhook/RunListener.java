package io.provisionhook;

/**
 * Told of every run that had a mutator, once it is over: the place for statistics and
 * logs. Called on the thread that called for the run, which waits for it. What it throws
 * is logged and changes no outcome. Has to be thread-safe. <pre class="code">
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
	 * Called before a mutator that is registered has its first run, on the thread that
	 * registers it: the place to let its figures begin. Not called for one that is
	 * disabled.
	 * @param registration the mutator in its place
	 */
	default void registered(Registration registration) {
	}

}
