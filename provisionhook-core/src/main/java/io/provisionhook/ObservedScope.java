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
 * The scope that an observer has opened around a run, a fetch or a turn. It can't change
 * an outcome, whatever it throws. Two threads may know of it, the one that it is around
 * and the one that gives up waiting: the former opens and closes it, and the one that
 * knows how it ended stops it, perhaps before the other has opened it.
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
	 * Return a scope that is to be opened.
	 * @param observer the observer, {@code null} if there is none
	 * @return the scope
	 */
	static ObservedScope of(@Nullable RunObserver observer) {
		return (observer != null) ? new ObservedScope(observer) : NONE;
	}

	/**
	 * Open the scope on this thread.
	 * @param start the observer's method
	 * @return whether there is an observer, which has taken time
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
	 * Say how it ended. Called once.
	 * @param outcome how it ended
	 * @param error what failed, or {@code null} if nothing did
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
	 * Call instrumentation, and go on whatever it throws.
	 * @param target what is called
	 * @param call the call
	 * @param <T> the type of what is called
	 */
	static <T> void guard(T target, Consumer<T> call) {
		try {
			call.accept(target);
		}
		catch (OutOfMemoryError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// No message and no stack trace: either may hold what must not be logged
			logger.log(Level.WARNING, "Instrumentation {0} failed with {1}; the run goes on without it",
					PrintableText.of(target.getClass().getName()), PrintableText.of(ex.getClass().getName()));
		}
	}

}
