package io.provisionhook.benchmarks.stress;

import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.Env;
import io.provisionhook.ProvisionhookException;
import io.provisionhook.Registry;

/**
 * The caller is interrupted at some time during a run: all of it counts or nothing does,
 * and the interruption is not lost.
 */
@JCStressTest
@Outcome(id = "passed, \\[A, B\\]", expect = Expect.ACCEPTABLE, desc = "too late to be cancelled")
@Outcome(id = "cancelled, \\[\\]", expect = Expect.ACCEPTABLE, desc = "cancelled")
@Outcome(expect = Expect.FORBIDDEN, desc = "part of it counts")
@State
public class CancelBesideCommitTest {

	private final Registry registry = Registry.builder().executor(Runnable::run).fetchExecutor(Runnable::run).build();

	private final Env env = Env.onTopOf(BaseEnvironment.EMPTY);

	private volatile @Nullable Thread caller;

	/**
	 * Create the test.
	 */
	public CancelBesideCommitTest() {
		this.registry.register(Contexts.writer("A"), "test");
		this.registry.register(Contexts.writer("B"), "test");
	}

	/**
	 * Call for the run, and wait until the interruption has come.
	 * @param result how it ended, and the variables
	 */
	@Actor
	public void run(LL_Result result) {
		this.caller = Thread.currentThread();
		try {
			this.registry.run(Contexts.create(), this.env);
			result.r1 = "passed";
		}
		catch (ProvisionhookException ex) {
			result.r1 = ex.getReason().name().toLowerCase(Locale.ROOT);
		}
		Waiting.until(Thread::interrupted);
		result.r2 = this.env.keySet().toString();
	}

	/**
	 * Interrupt the caller.
	 */
	@Actor
	public void cancel() {
		Waiting.until(() -> this.caller != null);
		Objects.requireNonNull(this.caller).interrupt();
	}

}
