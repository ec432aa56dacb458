package io.provisionhook.runtime.process.autoconfigure;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition that matches if at least one template is configured.
 */
final class OnProcessTemplatesCondition extends SpringBootCondition {

	private static final String PROPERTY = "provisionhook.process.templates";

	private static final Bindable<Map<String, Object>> MAP = Bindable.mapOf(String.class, Object.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Process templates");
		Map<String, Object> templates = Binder.get(context.getEnvironment()).bind(PROPERTY, MAP).orElseGet(Map::of);
		return templates.isEmpty() ? ConditionOutcome.noMatch(message.didNotFind("property").items(PROPERTY))
				: ConditionOutcome.match(message.found("template", "templates").items(templates.keySet()));
	}

}
