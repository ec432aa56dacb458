package io.provisionhook;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.provisionhook.RunObserver.Scope;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.MutatorOutcome;

/**
 * Scope of an observer around a run, a fetch or a turn. Exceptions of the observer are
 * logged and change no outcome. Two threads can use a scope: the thread of the call opens
 * and closes it, and the thread that knows the outcome stops it, possibly before the
 * other has opened it.
 */
final class ObservedScope {

	private static final Logger logger = System.getLogger(ObservedScope.class.getName());

	private static final ObservedScope NONE = new ObservedScope(null);

	private final @Nullable RunObserver observer;

	private @Nullable Scope scope;

	private @Nullable Consumer<Scope> stop;

	private ObservedScope(@Nullable RunObserver observer) {
		this.observer = observer;
	}

	/**
	 * Create a scope that is not open yet.
	 * @param observer the observer, {@code null} if there is none
	 * @return the scope
	 */
	static ObservedScope of(@Nullable RunObserver observer) {
		return (observer != null) ? new ObservedScope(observer) : NONE;
	}

	/**
	 * Open the scope on this thread.
	 * @param start the method of the observer
	 * @return whether there is an observer, whose call has taken time
	 */
	boolean open(Function<RunObserver, Scope> start) {
		if (this.observer == null) {
			return false;
		}
		guard(this.observer, (observer) -> {
			Scope opened = Objects.requireNonNull(start.apply(observer));
			Consumer<Scope> missed = exchange(opened);
			if (missed != null) {
				guard(opened, missed);
			}
		});
		return true;
	}

	private synchronized @Nullable Consumer<Scope> exchange(Scope opened) {
		this.scope = opened;
		return this.stop;
	}

	/**
	 * Close the scope on the thread that opened it.
	 */
	void close() {
		if (this.scope != null) {
			guard(this.scope, Scope::close);
		}
	}

	/**
	 * Stop the scope. Called once.
	 * @param outcome the outcome
	 * @param error the failure, or {@code null} if there is none
	 */
	void stop(MutatorOutcome outcome, @Nullable ProvisionhookException error) {
		if (this.observer != null) {
			Consumer<Scope> call = (opened) -> opened.stopped(outcome, (error != null) ? error.withoutCause() : null);
			Scope opened = exchange(call);
			if (opened != null) {
				guard(opened, call);
			}
		}
	}

	private synchronized @Nullable Scope exchange(Consumer<Scope> call) {
		this.stop = call;
		return this.scope;
	}

	/**
	 * Call instrumentation and log any exception that it throws.
	 * @param target the instrumentation
	 * @param call the call
	 * @param <T> the type of the instrumentation
	 */
	static <T> void guard(T target, Consumer<T> call) {
		try {
			call.accept(target);
		}
		catch (OutOfMemoryError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// Without message and stack trace, since they may contain secrets
			logger.log(Level.WARNING, "Instrumentation {0} failed with {1}; the run goes on without it",
					PrintableText.of(target.getClass().getName()), PrintableText.of(ex.getClass().getName()));
		}
	}

}
