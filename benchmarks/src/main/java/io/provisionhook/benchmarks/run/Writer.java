package io.provisionhook.benchmarks.run;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * Writes one variable. There are four classes, so that the JVM can't inline the call of a
 * mutator as it could if there were only one.
 */
abstract sealed class Writer implements EnvMutator {

	private final String name;

	final Generation generation;

	final String variable;

	final String first;

	final String second;

	private Writer(Generation generation, int index) {
		this.name = "writer-" + index;
		this.generation = generation;
		this.variable = Environments.nameOf(index);
		this.first = "first-value-of-" + index;
		this.second = "other-value-of-" + index;
	}

	static Writer of(Generation generation, int index) {
		return switch (index % 4) {
			case 0 -> new FirstWriter(generation, index);
			case 1 -> new SecondWriter(generation, index);
			case 2 -> new ThirdWriter(generation, index);
			default -> new FourthWriter(generation, index);
		};
	}

	@Override
	public final String name() {
		return this.name;
	}

	private static final class FirstWriter extends Writer {

		FirstWriter(Generation generation, int index) {
			super(generation, index);
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			env.put(this.variable, this.generation.isSecond() ? this.second : this.first);
		}

	}

	private static final class SecondWriter extends Writer {

		SecondWriter(Generation generation, int index) {
			super(generation, index);
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			env.put(this.variable, this.generation.isSecond() ? this.second : this.first);
		}

	}

	private static final class ThirdWriter extends Writer {

		ThirdWriter(Generation generation, int index) {
			super(generation, index);
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			env.put(this.variable, this.generation.isSecond() ? this.second : this.first);
		}

	}

	private static final class FourthWriter extends Writer {

		FourthWriter(Generation generation, int index) {
			super(generation, index);
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			env.put(this.variable, this.generation.isSecond() ? this.second : this.first);
		}

	}

}
