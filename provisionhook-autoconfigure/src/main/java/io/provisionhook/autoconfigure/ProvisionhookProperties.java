package io.provisionhook.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.MutatorPolicy;
import io.provisionhook.Registry;
import io.provisionhook.VariableRules;

/**
 * Settings of the hook.
 *
 * @param enabled Whether to run mutators before a workspace starts.
 * @param timeout Maximum duration of a run of all mutators of a workspace.
 * @param conflicts Action when a mutator changes a variable of an earlier mutator.
 * @param maxAbandonedThreads Maximum number of live threads of timed out mutators. At the
 * maximum, runs are refused.
 * @param unknownProperties Action when no module, plugin or mutator defines a property
 * below "provisionhook".
 * @param defaults Default policy of mutators.
 * @param mutators Policies by name of the mutator.
 * @param variables Rules for the variables that mutators and sources of secrets may
 * write.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook")
public record ProvisionhookProperties(@DefaultValue("true") boolean enabled, @DefaultValue("30s") Duration timeout,
		@DefaultValue("override") Registry.ConflictPolicy conflicts, @DefaultValue("32") int maxAbandonedThreads,
		@DefaultValue("fail") UnknownProperties unknownProperties, @DefaultValue Defaults defaults,
		@DefaultValue Map<String, Mutator> mutators, @DefaultValue Variables variables) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == ProvisionhookProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		ProvisionhookProperties properties = (ProvisionhookProperties) target;
		requirePositive("timeout", properties.timeout(), errors);
		requirePositive("defaults.timeout", properties.defaults().timeout(), errors);
		properties.mutators().forEach((name, mutator) -> mutator.validate("mutators[" + name + "].", errors));
		require(properties.maxAbandonedThreads() > 0, "max-abandoned-threads", errors);
		properties.variables().validate("variables.", errors);
	}

	private static void requirePositive(String field, @Nullable Duration value, Errors errors) {
		require(value == null || value.compareTo(Duration.ZERO) > 0, field, errors);
	}

	private static void require(boolean positive, String field, Errors errors) {
		if (!positive) {
			errors.rejectValue(field, "positive", "must be positive");
		}
	}

	private static void requirePatterns(String field, List<String> patterns, Consumer<List<String>> rules,
			Errors errors) {
		try {
			rules.accept(patterns);
		}
		catch (IllegalArgumentException ex) {
			errors.rejectValue(field, "pattern", String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Action when a property is unknown.
	 */
	public enum UnknownProperties {

		/**
		 * The start fails.
		 */
		FAIL,

		/**
		 * A warning is logged. Useful if mutators are registered later.
		 */
		WARN

	}

	/**
	 * Default policy of mutators.
	 *
	 * @param enabled Whether to run mutators.
	 * @param timeout Maximum duration of a mutator, including its fetch.
	 * @param onFailure Action when a mutator fails.
	 * @param mayOverride Whether mutators may override variables of earlier mutators even
	 * if conflicts are refused or cause a warning.
	 */
	public record Defaults(@DefaultValue("true") boolean enabled, @DefaultValue("10s") Duration timeout,
			@DefaultValue("abort") MutatorPolicy.OnFailure onFailure, @DefaultValue("false") boolean mayOverride) {

		MutatorPolicy policy() {
			return MutatorPolicy.DEFAULT.withEnabled(this.enabled)
				.withTimeout(this.timeout)
				.withOnFailure(this.onFailure)
				.withMayOverride(this.mayOverride);
		}

	}

	/**
	 * Policy of the mutators of one name. The defaults apply to properties that are not
	 * set.
	 *
	 * @param enabled Whether to run the mutator.
	 * @param timeout Maximum duration of the mutator, including its fetch.
	 * @param onFailure Action when the mutator fails.
	 * @param required Whether to fail the start of the application without the mutator.
	 * @param mayOverride Whether the mutator may override variables of earlier mutators
	 * even if conflicts are refused or cause a warning.
	 * @param mayWrite Patterns of the only variables that the mutator may set or remove,
	 * such as NAME, PREFIX_*, *_SUFFIX or *PART*. If empty, it may write none. If not
	 * set, it may write any.
	 */
	public record Mutator(@Nullable Boolean enabled, @Nullable Duration timeout,
			MutatorPolicy.@Nullable OnFailure onFailure, @DefaultValue("false") boolean required,
			@Nullable Boolean mayOverride, @Nullable List<String> mayWrite) {

		static final Validator VALIDATOR = Validator.forInstanceOf(Mutator.class,
				(mutator, errors) -> mutator.validate("", errors));

		private void validate(String prefix, Errors errors) {
			requirePositive(prefix + "timeout", this.timeout, errors);
			if (this.mayWrite != null) {
				requirePatterns(prefix + "may-write", this.mayWrite, MutatorPolicy.DEFAULT::withMayWrite, errors);
			}
		}

		MutatorPolicy policy(Defaults defaults) {
			return new Defaults((this.enabled != null) ? this.enabled : defaults.enabled(),
					(this.timeout != null) ? this.timeout : defaults.timeout(),
					(this.onFailure != null) ? this.onFailure : defaults.onFailure(),
					(this.mayOverride != null) ? this.mayOverride : defaults.mayOverride())
				.policy()
				.withMayWrite(this.mayWrite);
		}

	}

	/**
	 * Rules for the variables that mutators and sources of secrets may write. A pattern
	 * is a name, {@code PREFIX_*}, {@code *_SUFFIX} or {@code *PART*}.
	 *
	 * @param protectedNames Patterns of variables that mutators and sources of secrets
	 * may neither set nor remove, such as NAME, PREFIX_*, *_SUFFIX or *PART*.
	 * @param allowedNames Patterns of dangerous variables that mutators and sources of
	 * secrets may set, such as LD_PRELOAD.
	 * @param secretNames Patterns of variables with secret values, in addition to
	 * built-in ones such as *_TOKEN and *_PASSWORD.
	 * @param maxTotalSize Maximum size of the environment of a workspace.
	 */
	public record Variables(@Name("protected") @DefaultValue List<String> protectedNames,
			@Name("allowed") @DefaultValue List<String> allowedNames,
			@Name("secret") @DefaultValue List<String> secretNames, @DefaultValue("1MB") DataSize maxTotalSize) {

		private void validate(String prefix, Errors errors) {
			VariableRules.Builder rules = VariableRules.builder();
			requirePatterns(prefix + "protected", this.protectedNames, rules::protect, errors);
			requirePatterns(prefix + "allowed", this.allowedNames, rules::allow, errors);
			requirePatterns(prefix + "secret", this.secretNames, rules::secret, errors);
			require(this.maxTotalSize.toBytes() > 0, prefix + "max-total-size", errors);
		}
	}

}
