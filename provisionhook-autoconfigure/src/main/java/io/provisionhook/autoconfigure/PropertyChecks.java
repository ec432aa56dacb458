package io.provisionhook.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.MutatorPolicy;
import io.provisionhook.VariableRules;
import io.provisionhook.autoconfigure.ProvisionhookProperties.Mutator;
import io.provisionhook.autoconfigure.ProvisionhookProperties.Variables;

/**
 * Finds values of properties with which no application should start.
 */
final class PropertyChecks {

	/**
	 * Checks the properties of one mutator.
	 */
	static final Validator MUTATOR = Validator.forInstanceOf(Mutator.class,
			(mutator, errors) -> check("", mutator, errors));

	private PropertyChecks() {
	}

	static void check(ProvisionhookProperties properties, Errors errors) {
		requirePositive("timeout", properties.timeout(), errors);
		requirePositive("defaults.timeout", properties.defaults().timeout(), errors);
		properties.mutators().forEach((name, mutator) -> check("mutators[" + name + "].", mutator, errors));
		require(properties.maxAbandonedThreads() > 0, "max-abandoned-threads", errors);
		check(properties.variables(), errors);
	}

	private static void check(String prefix, Mutator mutator, Errors errors) {
		requirePositive(prefix + "timeout", mutator.timeout(), errors);
		if (mutator.mayWrite() != null) {
			requirePatterns(prefix + "may-write", mutator.mayWrite(), MutatorPolicy.DEFAULT::withMayWrite, errors);
		}
	}

	private static void check(Variables variables, Errors errors) {
		VariableRules.Builder rules = VariableRules.builder();
		requirePatterns("variables.protected", variables.protectedNames(), rules::protect, errors);
		requirePatterns("variables.allowed", variables.allowedNames(), rules::allow, errors);
		requirePatterns("variables.secret", variables.secretNames(), rules::secret, errors);
		require(variables.maxTotalSize().toBytes() > 0, "variables.max-total-size", errors);
	}

	static void requireNotNegative(String field, Duration value, Errors errors) {
		if (value.isNegative()) {
			errors.rejectValue(field, "negative", "must not be negative");
		}
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

}
