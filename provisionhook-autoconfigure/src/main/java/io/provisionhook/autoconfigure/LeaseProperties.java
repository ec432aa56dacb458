package io.provisionhook.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import io.provisionhook.workspace.LeaseExpiry;

/**
 * What an operator can decide about variables whose values expire.
 *
 * @param minimum Time that the value of a variable has to be good for; a shorter one is
 * warned about, and its end is no reason for a restart.
 * @param notice Time before the end of a lease at which its listeners are called.
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
		PropertyChecks.requireNotNegative("minimum", properties.minimum(), errors);
		PropertyChecks.requireNotNegative("notice", properties.notice(), errors);
	}

}
