package io.provisionhook.plugin.githubappauth;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches if a GitHub App is configured: it has an id, or a private key without one,
 * which is a mistake that somebody should hear about. An empty text is no value, so that
 * <code>${GITHUB_APP_ID:}</code> can leave the plugin off.
 */
final class OnGitHubAppCondition extends SpringBootCondition {

	private static final String[] PROPERTIES = { GitHubAppAuthProperties.named("app-id"),
			GitHubAppAuthProperties.named("private-key") };

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("GitHub App");
		for (String property : PROPERTIES) {
			if (StringUtils.hasText(context.getEnvironment().getProperty(property))) {
				return ConditionOutcome.match(message.found("property").items(property));
			}
		}
		return ConditionOutcome.noMatch(message.didNotFind("property", "properties").items((Object[]) PROPERTIES));
	}

}
