package io.provisionhook.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.provisionhook.MutatorPolicy;
import io.provisionhook.OnFailure;

/**
 * Description of what the operator decided about a mutator.
 *
 * @param enabled whether it runs
 * @param timeout the time that it has
 * @param onFailure what becomes of a run in which it fails
 * @param required whether the application fails to start without it
 * @param mayOverride whether it may override where conflicts are warned about or refused
 * @param mayWrite patterns for the only variables that it may set or remove, {@code null}
 * if it may any
 * @since 0.1.0
 */
public record PolicyDescriptor(boolean enabled, Duration timeout, OnFailure onFailure, boolean required,
		boolean mayOverride, @Nullable List<String> mayWrite) {

	static PolicyDescriptor of(MutatorPolicy policy, boolean required) {
		return new PolicyDescriptor(policy.isEnabled(), policy.getTimeout(), policy.getOnFailure(), required,
				policy.isMayOverride(), policy.getMayWrite());
	}

}
