package io.provisionhook.autoconfigure;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.system.JavaVersion;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

import io.provisionhook.Registry;

/**
 * Executors of runs: those of the application if there are any, else virtual threads for
 * fetches if the JDK has them, else those of the registry.
 */
final class RunExecutors {

	static final String MUTATORS = "provisionhookExecutor";

	static final String FETCHES = "provisionhookFetchExecutor";

	private final @Nullable Executor mutators;

	private final @Nullable Executor fetches;

	/**
	 * Choose the executors.
	 * @param mutators the executor of the application for mutators
	 * @param fetches the executor of the application for fetches
	 * @param environment the environment, which may disable virtual threads
	 */
	RunExecutors(@Nullable Executor mutators, @Nullable Executor fetches, Environment environment) {
		this.mutators = mutators;
		this.fetches = (fetches == null && hasVirtualThreads(environment))
				? new VirtualThreadTaskExecutor("provisionhook-fetch-") : fetches;
	}

	private static boolean hasVirtualThreads(Environment environment) {
		return JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)
				&& environment.getProperty("spring.threads.virtual.enabled", Boolean.class, true);
	}

	void applyTo(Registry.Builder builder) {
		if (this.mutators != null) {
			builder.executor(this.mutators);
		}
		if (this.fetches != null) {
			builder.fetchExecutor(this.fetches);
		}
	}

}
