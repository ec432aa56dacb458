package io.provisionhook.runtime.docker.autoconfigure;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if an image or a template is configured.
 */
final class OnImageCondition extends SpringBootCondition {

	private static final String IMAGE = DockerProperties.PREFIX + ".image";

	private static final String TEMPLATES = DockerProperties.PREFIX + ".templates";

	private static final Bindable<Map<String, Object>> MAP = Bindable.mapOf(String.class, Object.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Docker image");
		Binder binder = Binder.get(context.getEnvironment());
		if (!binder.bind(IMAGE, String.class).orElse("").isBlank()) {
			return ConditionOutcome.match(message.found("property").items(IMAGE));
		}
		Map<String, Object> templates = binder.bind(TEMPLATES, MAP).orElseGet(Map::of);
		return templates.isEmpty() ? ConditionOutcome.noMatch(message.didNotFind("property").items(IMAGE, TEMPLATES))
				: ConditionOutcome.match(message.found("template", "templates").items(templates.keySet()));
	}

}
