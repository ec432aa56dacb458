package io.provisionhook.plugin.gitcredentials;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if there is a host to get credentials for.
 */
final class OnHostsCondition extends SpringBootCondition {

	private static final String FIRST = GitCredentialsProperties.PREFIX + ".hosts[0]";

	private static final Bindable<Map<String, Object>> HOST = Bindable.mapOf(String.class, Object.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Git credentials");
		Binder binder = Binder.get(context.getEnvironment());
		// A map does not see variables with underscores in place of dashes
		boolean found = binder.bind(FIRST, HOST).isBound() || binder.bind(FIRST + ".host", String.class).isBound();
		return found ? ConditionOutcome.match(message.found("property").items(FIRST))
				: ConditionOutcome.noMatch(message.didNotFind("property").items(FIRST));
	}

}
