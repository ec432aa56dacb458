package io.provisionhook.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.workspace.LeaseExpiry;

/**
 * Settings of variables with expiring values.
 *
 * @param minimum Minimum lease of a variable's value. A shorter lease causes a warning,
 * and its end causes no restart.
 * @param notice Time before the end of a lease at which listeners are called.
 * @param onExpiry Action when a variable of a running workspace is about to expire.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.leases")
public record LeaseProperties(@DefaultValue("5m") Duration minimum, @DefaultValue("5m") Duration notice,
		@DefaultValue("event") LeaseExpiry.Action onExpiry) implements Validator {

	@Override
	public boolean supports(Class<?> type) {
		return type == LeaseProperties.class;
	}

	@Override
	public void validate(Object target, Errors errors) {
		LeaseProperties properties = (LeaseProperties) target;
		requireNotNegative("minimum", properties.minimum(), errors);
		requireNotNegative("notice", properties.notice(), errors);
	}

	private static void requireNotNegative(String field, Duration value, Errors errors) {
		if (value.isNegative()) {
			errors.rejectValue(field, "negative", "must not be negative");
		}
	}

}
