package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if a template is configured.
 */
final class OnKubernetesTemplateCondition extends SpringBootCondition {

	private static final String TEMPLATES = KubernetesProperties.PREFIX + ".templates";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Kubernetes template");
		Map<String, Object> templates = Binder.get(context.getEnvironment())
			.bind(TEMPLATES, Bindable.mapOf(String.class, Object.class))
			.orElseGet(Map::of);
		return templates.isEmpty() ? ConditionOutcome.noMatch(message.didNotFind("property").items(TEMPLATES))
				: ConditionOutcome.match(message.found("template", "templates").items(templates.keySet()));
	}

}
