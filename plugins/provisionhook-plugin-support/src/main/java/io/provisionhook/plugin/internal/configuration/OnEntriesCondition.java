package io.provisionhook.plugin.internal.configuration;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition of {@link ConditionalOnEntries @ConditionalOnEntries}.
 */
final class OnEntriesCondition extends SpringBootCondition {

	private static final Bindable<Map<String, Object>> MAP = Bindable.mapOf(String.class, Object.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String property = metadata.getAnnotations().get(ConditionalOnEntries.class).getString("value");
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnEntries.class);
		Map<String, Object> entries = Binder.get(context.getEnvironment()).bind(property, MAP).orElseGet(Map::of);
		return entries.isEmpty() ? ConditionOutcome.noMatch(message.didNotFind("property").items(property))
				: ConditionOutcome.match(message.found("entry", "entries").items(entries.keySet()));
	}

}
