package io.provisionhook.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.provisionhook.Registration;
import io.provisionhook.Registry;

/**
 * Logs the chain of mutators when all beans are created.
 */
final class ChainLogger implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(ChainLogger.class);

	private final Registry registry;

	ChainLogger(Registry registry) {
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		logger.info("provisionhook: " + describe(this.registry.registrations(), this.registry.disabled()));
	}

	private static String describe(List<Registration> chain, List<Registration> disabled) {
		String mutators = switch (chain.size()) {
			case 0 -> "no mutators";
			case 1 -> "1 mutator: " + names(chain);
			default -> chain.size() + " mutators: " + names(chain);
		};
		return disabled.isEmpty() ? mutators : mutators + " (disabled: " + names(disabled) + ")";
	}

	private static String names(List<Registration> registrations) {
		return registrations.stream().map(Registration::name).collect(Collectors.joining(", "));
	}

}
