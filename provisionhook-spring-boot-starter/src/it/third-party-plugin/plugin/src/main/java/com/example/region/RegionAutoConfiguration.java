package com.example.region;

import io.provisionhook.EnvMutator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of a plugin that lives in a jar of its own.
 */
@AutoConfiguration
public final class RegionAutoConfiguration {

	@Bean
	@Order(10)
	EnvMutator regionMutator() {
		return EnvMutator.of("region", (context, env) -> env.putIfAbsent("REGION", "eu-central-1"));
	}

}
