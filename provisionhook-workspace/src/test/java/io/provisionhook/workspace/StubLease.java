package io.provisionhook.workspace;

import java.time.Instant;

import io.provisionhook.Lease;

/**
 * A lease that a test decides about.
 */
final class StubLease implements Lease {

	volatile Instant end;

	volatile boolean renewed;

	StubLease(Instant end, boolean renewed) {
		this.end = end;
		this.renewed = renewed;
	}

	@Override
	public Instant expiresAt() {
		return this.end;
	}

	@Override
	public boolean isRenewed() {
		return this.renewed;
	}

}
