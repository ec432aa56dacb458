package io.provisionhook.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.provisionhook.MutatorPolicy;

/**
 * What an operator can decide about the hook.
 *
 * @param enabled Whether the mutators run before a workspace starts.
 * @param timeout Time that the mutators of a workspace have together; they see it as the
 * deadline of their context.
 * @param mutators Policies by the name of the mutator.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook")
public record ProvisionhookProperties(@DefaultValue("true") boolean enabled, @DefaultValue("30s") Duration timeout,
		@DefaultValue Map<String, Mutator> mutators) {

	/**
	 * Return the policy for the mutators of a name. A key matches a name that differs in
	 * case and dashes only, so that a policy can be set by an environment variable.
	 * @param mutatorName the name of the mutator
	 * @return the policy
	 */
	MutatorPolicy policyOf(String mutatorName) {
		Mutator exact = this.mutators.get(mutatorName);
		if (exact != null) {
			return exact.policy();
		}
		return this.mutators.entrySet()
			.stream()
			.filter((entry) -> uniform(entry.getKey()).equals(uniform(mutatorName)))
			.findFirst()
			.map((entry) -> entry.getValue().policy())
			.orElse(MutatorPolicy.DEFAULT);
	}

	private static String uniform(String name) {
		return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * What an operator can decide about the mutators of one name.
	 *
	 * @param enabled Whether the mutator runs.
	 */
	public record Mutator(@DefaultValue("true") boolean enabled) {

		MutatorPolicy policy() {
			return MutatorPolicy.DEFAULT.withEnabled(this.enabled);
		}

	}

}
