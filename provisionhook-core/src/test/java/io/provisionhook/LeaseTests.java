package io.provisionhook;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.provisionhook.report.RunReport;
import io.provisionhook.report.VariableChange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link Lease} in the environment and in the report.
 */
class LeaseTests {

	private final ManualTime time = new ManualTime();

	private final Instant end = this.time.instant().plus(Duration.ofHours(1));

	private final Instant later = this.end.plusSeconds(60);

	private final Lease lease = Lease.until(this.end);

	private final Registry registry = TimeLimits.of("skip", 10_000, MutatorPolicy.OnFailure.SKIP).build();

	private final ProvisionContext context = this.time.context();

	private final Env env = new DefaultEnv(new Variables(BaseEnvironment.EMPTY, VariableRules.DEFAULT),
			DefaultEnv.REQUEST, this.time);

	@Test
	void leaseIsInEnvironmentAndReport() {
		register("app", (env) -> env.putSecret("KEY", "secret-1", this.lease));
		RunReport report = run();
		assertThat(this.env).containsExactly(entry("KEY", "secret-1"));
		assertThat(this.env.isSecret("KEY")).isTrue();
		assertThat(this.env.leases()).containsExactly(entry("KEY", this.lease));
		assertThat(report.changes())
			.containsExactly(new VariableChange("KEY", VariableChange.Action.ADDED, "app", null, true, this.end));
		assertThat(report.warnings()).isEmpty();
	}

	@Test
	void leaseIsInReportOfRunOnPlainMap() {
		register("app", (env) -> env.putSecret("KEY", "secret-1", this.lease));
		Map<String, String> map = new HashMap<>();
		RunReport report = this.registry.run(this.context, map);
		assertThat(map).containsExactly(entry("KEY", "secret-1"));
		assertThat(report.changes()).extracting(VariableChange::expiresAt).containsExactly(this.end);
	}

	@Test
	void leaseIsSeenByLaterMutators() {
		register("app", (env) -> env.putSecret("KEY", "secret-1", this.lease));
		register("later", (env) -> assertThat(env.leases()).containsExactly(entry("KEY", this.lease)));
		assertThat(run().mutators()).hasSize(2);
	}

	@Test
	void overwriteOfValueDropsLease() {
		register("app", (env) -> env.putSecret("KEY", "secret-1", this.lease));
		register("takeover", (env) -> env.put("KEY", "for-ever"));
		RunReport report = run();
		assertThat(this.env.leases()).isEmpty();
		assertThat(report.changes()).extracting(VariableChange::expiresAt).containsExactly(this.end, null);
	}

	@Test
	void removalOfVariableDropsLease() {
		register("app", (env) -> env.putSecret("KEY", "secret-1", this.lease));
		register("cleaner", (env) -> env.remove("KEY"));
		run();
		assertThat(this.env.leases()).isEmpty();
	}

	@Test
	void newLeaseForSameValueReplacesLease() {
		Lease renewed = Lease.until(this.later);
		register("app", (env) -> env.putSecret("KEY", "secret-1", this.lease));
		register("again", (env) -> env.putSecret("KEY", "secret-1", renewed));
		RunReport report = run();
		assertThat(this.env.leases()).containsExactly(entry("KEY", renewed));
		assertThat(report.changes()).containsExactly(
				new VariableChange("KEY", VariableChange.Action.ADDED, "app", null, true, this.end),
				new VariableChange("KEY", VariableChange.Action.CHANGED, "again", "app", true, this.later));
	}

	@Test
	void putOfSameValueKeepsLease() {
		register("app", (env) -> env.putSecret("KEY", "secret-1", this.lease));
		register("again", (env) -> env.put("KEY", "secret-1"));
		RunReport report = run();
		assertThat(this.env.leases()).containsExactly(entry("KEY", this.lease));
		assertThat(report.changes()).hasSize(1);
	}

	@Test
	void additionKeepsLease() {
		register("app", (env) -> env.putSecret("KEYS", "secret-1", this.lease));
		register("another", (env) -> env.append("KEYS", "secret-2", ","));
		RunReport report = run();
		assertThat(this.env.leases()).containsExactly(entry("KEYS", this.lease));
		assertThat(report.changes()).extracting(VariableChange::expiresAt).containsExactly(this.end, this.end);
	}

	@Test
	void skippedMutatorLeavesNoLease() {
		register("skip", (env) -> {
			env.putSecret("KEY", "secret-1", this.lease);
			throw new IllegalStateException("boom");
		});
		run();
		assertThat(this.env).isEmpty();
		assertThat(this.env.leases()).isEmpty();
	}

	@Test
	void hostVariableCanHaveLease() {
		this.env.putSecret("KEY", "secret-1", this.lease);
		this.env.append("KEY", "secret-2", ",");
		assertThat(this.env.leases()).containsExactly(entry("KEY", this.lease));
		this.env.put("KEY", "other");
		assertThat(this.env.leases()).isEmpty();
	}

	@Test
	void expiredLeaseIsRefused() {
		Instant past = this.time.instant();
		register("app", (env) -> env.putSecret("KEY", "secret-1", Lease.until(past)));
		String refusal = "variable \"KEY\" has a value that expired at " + past;
		assertThatExceptionOfType(MutatorException.class).isThrownBy(this::run)
			.withMessage("provisionhook \"app\": " + refusal);
		assertThat(this.env).isEmpty();
		assertThatExceptionOfType(VariableRefusedException.class)
			.isThrownBy(() -> this.env.putSecret("KEY", "secret-1", Lease.until(past)))
			.withMessage(refusal);
		assertThat(this.env).isEmpty();
	}

	@Test
	void leaseShorterThanMinimumIsWarnedAbout() {
		Registry registry = Registry.builder().minimumLease(Duration.ofHours(2)).build();
		registry.register(EnvMutator.of("app", (context, env) -> {
			env.putSecret("KEY", "secret-1", this.lease);
			env.putSecret("LONG_KEY", "secret-2", Lease.until(this.end.plus(Duration.ofHours(2))));
			env.putSecret("RENEWED_KEY", "secret-3", new RenewedLease(this.end));
		}));
		assertThat(registry.run(this.context, this.env).warnings())
			.containsExactly("variable \"KEY\" of \"app\" expires in less than 7200 seconds");
	}

	@Test
	void leaseWhenMinimumIsZeroIsNotWarnedAbout() {
		Registry registry = Registry.builder().minimumLease(Duration.ZERO).build();
		registry.register(EnvMutator.of("app",
				(context, env) -> env.putSecret("KEY", "secret-1", Lease.until(this.time.instant().plusSeconds(30)))));
		assertThat(registry.run(this.context, this.env).warnings()).isEmpty();
	}

	@Test
	void leaseWithoutEndIsRefused() {
		assertThatNullPointerException().isThrownBy(() -> this.env.putSecret("KEY", "secret-1", new RenewedLease(null)))
			.withMessage("'expiresAt' must not be null");
		assertThat(this.env).isEmpty();
	}

	@Test
	void writesDoNotChangeBase() {
		Env onTop = Env.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, Map.of("PATH", "/bin")));
		this.registry.register(EnvMutator.of("app", (context, env) -> {
			env.remove("PATH");
			assertThat(env.base()).containsExactly(entry("PATH", "/bin"));
			assertThat(env).isEmpty();
		}));
		assertThat(this.registry.run(this.context, onTop).mutators()).hasSize(1);
		assertThat(onTop.base()).containsExactly(entry("PATH", "/bin"));
	}

	private void register(String name, Write write) {
		this.registry.register(EnvMutator.of(name, (context, env) -> write.to(env)));
	}

	private RunReport run() {
		return this.registry.run(this.context, this.env);
	}

	/**
	 * What a mutator does.
	 */
	private interface Write {

		void to(Env env);

	}

	/**
	 * A lease that somebody renews.
	 *
	 * @param end its end
	 */
	private record RenewedLease(@Nullable Instant end) implements Lease {

		@Override
		@SuppressWarnings("NullAway") // An implementation of somebody who does not check
		public Instant expiresAt() {
			return this.end;
		}

		@Override
		public boolean isRenewed() {
			return true;
		}

	}

}
