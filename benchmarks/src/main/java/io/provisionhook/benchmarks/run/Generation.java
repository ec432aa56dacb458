package io.provisionhook.benchmarks.run;

/**
 * Which of two values mutators write. It changes with each run, since writing the value
 * that a variable has already is no change.
 */
final class Generation {

	private boolean second;

	void next() {
		this.second = !this.second;
	}

	boolean isSecond() {
		return this.second;
	}

}
