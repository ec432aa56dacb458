package io.provisionhook.plugin.credentialendpoint;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if the endpoint belongs to a particular server.
 */
abstract class OnEndpointServerCondition extends SpringBootCondition {

	private final EndpointServer wanted;

	OnEndpointServerCondition(EndpointServer wanted) {
		this.wanted = wanted;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		EndpointServer server = EndpointServer.of(context.getEnvironment(), context.getClassLoader());
		return new ConditionOutcome(server == this.wanted,
				ConditionMessage.forCondition("Server of the credential endpoint").found("server").items(server));
	}

	/**
	 * Matches if it is the main server.
	 */
	static final class Main extends OnEndpointServerCondition {

		Main() {
			super(EndpointServer.MAIN);
		}

	}

	/**
	 * Matches if it is that of a separate management port.
	 */
	static final class Management extends OnEndpointServerCondition {

		Management() {
			super(EndpointServer.MANAGEMENT);
		}

	}

	/**
	 * Matches if it is that of a management port that is not there.
	 */
	static final class Missing extends OnEndpointServerCondition {

		Missing() {
			super(EndpointServer.MISSING);
		}

	}

}
