package io.provisionhook.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.ConflictPolicy;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.OnFailure;

/**
 * What an operator can decide about the hook.
 *
 * @param enabled Whether the mutators run before a workspace starts.
 * @param timeout Time that the mutators of a workspace have together.
 * @param conflicts Action when a mutator changes the variable of an earlier one.
 * @param maxAbandonedThreads Number of threads of timed out mutators that may be alive;
 * while there are as many, runs are refused.
 * @param unknownProperties Action when a property below "provisionhook" is not known to
 * any module, plugin or mutator.
 * @param defaults Policy for whatever is not decided by the name of the mutator.
 * @param mutators Policies by the name of the mutator.
 * @param variables What mutators and sources of secrets may write.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook")
public record ProvisionhookProperties(@DefaultValue("true") boolean enabled, @DefaultValue("30s") Duration timeout,
		@DefaultValue("override") ConflictPolicy conflicts, @DefaultValue("32") int maxAbandonedThreads,
		@DefaultValue("fail") UnknownProperties unknownProperties, @DefaultValue Defaults defaults,
		@DefaultValue Map<String, Mutator> mutators, @DefaultValue Variables variables) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == ProvisionhookProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		PropertyChecks.check((ProvisionhookProperties) target, errors);
	}

	/**
	 * Action when a property is not known.
	 */
	public enum UnknownProperties {

		/**
		 * The start fails.
		 */
		FAIL,

		/**
		 * A warning is logged, such as for mutators that are registered later.
		 */
		WARN

	}

	/**
	 * What is decided about all mutators about which nothing else is.
	 *
	 * @param enabled Whether mutators run.
	 * @param timeout Time that a mutator has, its fetch included.
	 * @param onFailure Whether the failure of a mutator aborts the run or has it skipped.
	 * @param mayOverride Whether mutators may override variables of earlier ones where
	 * conflicts are warned about or refused.
	 */
	public record Defaults(@DefaultValue("true") boolean enabled, @DefaultValue("10s") Duration timeout,
			@DefaultValue("abort") OnFailure onFailure, @DefaultValue("false") boolean mayOverride) {

		MutatorPolicy policy() {
			return MutatorPolicy.DEFAULT.withEnabled(this.enabled)
				.withTimeout(this.timeout)
				.withOnFailure(this.onFailure)
				.withMayOverride(this.mayOverride);
		}

	}

	/**
	 * What is decided about the mutators of one name. What is not set is up to the
	 * defaults.
	 *
	 * @param enabled Whether the mutator runs.
	 * @param timeout Time that the mutator has, its fetch included.
	 * @param onFailure Whether the failure of the mutator aborts the run or has it
	 * skipped.
	 * @param required Whether the application fails to start without the mutator.
	 * @param mayOverride Whether the mutator may override variables of earlier ones where
	 * conflicts are warned about or refused.
	 * @param mayWrite Patterns for the only variables that the mutator may set or remove,
	 * such as NAME, PREFIX_*, *_SUFFIX or *PART*. None if empty, any if not set.
	 */
	public record Mutator(@Nullable Boolean enabled, @Nullable Duration timeout, @Nullable OnFailure onFailure,
			@DefaultValue("false") boolean required, @Nullable Boolean mayOverride, @Nullable List<String> mayWrite) {

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
	 * What mutators and sources of secrets may write. Patterns are a name,
	 * {@code PREFIX_*}, {@code *_SUFFIX} or {@code *PART*}.
	 *
	 * @param protectedNames Patterns for variables that mutators may neither set nor
	 * remove and sources of secrets may not set, such as NAME, PREFIX_*, *_SUFFIX or
	 * *PART*.
	 * @param allowedNames Patterns for dangerous variables that mutators and sources of
	 * secrets may set all the same, such as LD_PRELOAD.
	 * @param secretNames Patterns for variables whose values are secret, in addition to
	 * *_TOKEN, *_PASSWORD and their like.
	 * @param maxTotalSize Size that the environment of a workspace may have.
	 */
	public record Variables(@Name("protected") @DefaultValue List<String> protectedNames,
			@Name("allowed") @DefaultValue List<String> allowedNames,
			@Name("secret") @DefaultValue List<String> secretNames, @DefaultValue("1MB") DataSize maxTotalSize) {
	}

}
