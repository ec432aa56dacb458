package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

import io.provisionhook.Lease;
import io.provisionhook.internal.PrintableText;

/**
 * A lease that always has an answer: of one that fails, the last that it gave.
 */
final class GuardedLease implements Lease {

	private static final Logger logger = System.getLogger(GuardedLease.class.getName());

	private final String variable;

	private final Lease lease;

	private volatile boolean failed;

	private volatile Instant lastKnown;

	/**
	 * Guard a lease.
	 * @param variable whose lease it is
	 * @param lease the lease
	 * @param start when it ends if it never has an answer
	 */
	GuardedLease(String variable, Lease lease, Instant start) {
		this.variable = variable;
		this.lease = lease;
		this.lastKnown = start;
	}

	@Override
	public Instant expiresAt() {
		this.lastKnown = call(this.lease::expiresAt, this.lastKnown);
		return this.lastKnown;
	}

	@Override
	public boolean isRenewed() {
		return call(this.lease::isRenewed, false);
	}

	private <T> T call(Supplier<T> question, T otherwise) {
		try {
			return Objects.requireNonNull(question.get());
		}
		catch (OutOfMemoryError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			if (!this.failed) {
				this.failed = true;
				logger.log(Level.WARNING, "The lease of variable \"{0}\" failed with {1}", this.variable,
						PrintableText.of(ex.getClass().getName()));
			}
			return otherwise;
		}
	}

}
