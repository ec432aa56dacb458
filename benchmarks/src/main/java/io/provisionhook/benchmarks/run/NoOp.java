package io.provisionhook.benchmarks.run;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;

/**
 * Does nothing but remember that it was called. There are four classes, so that the JVM
 * can't inline the call of a mutator as it could if there were only one.
 */
abstract sealed class NoOp implements EnvMutator {

	private final String name;

	@Nullable Object seen;

	private NoOp(int index) {
		this.name = "no-op-" + index;
	}

	static NoOp of(int index) {
		return switch (index % 4) {
			case 0 -> new FirstNoOp(index);
			case 1 -> new SecondNoOp(index);
			case 2 -> new ThirdNoOp(index);
			default -> new FourthNoOp(index);
		};
	}

	@Override
	public final String name() {
		return this.name;
	}

	abstract void mutate(Map<String, String> map);

	private static final class FirstNoOp extends NoOp {

		FirstNoOp(int index) {
			super(index);
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			this.seen = context;
		}

		@Override
		void mutate(Map<String, String> map) {
			this.seen = map;
		}

	}

	private static final class SecondNoOp extends NoOp {

		SecondNoOp(int index) {
			super(index);
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			this.seen = context;
		}

		@Override
		void mutate(Map<String, String> map) {
			this.seen = map;
		}

	}

	private static final class ThirdNoOp extends NoOp {

		ThirdNoOp(int index) {
			super(index);
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			this.seen = context;
		}

		@Override
		void mutate(Map<String, String> map) {
			this.seen = map;
		}

	}

	private static final class FourthNoOp extends NoOp {

		FourthNoOp(int index) {
			super(index);
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
			this.seen = context;
		}

		@Override
		void mutate(Map<String, String> map) {
			this.seen = map;
		}

	}

}
