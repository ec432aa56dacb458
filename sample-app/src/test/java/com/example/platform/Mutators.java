package com.example.platform;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.provisionhook.EnvMutator;
import io.provisionhook.SideEffects;

@Configuration
class Mutators {

	@Bean
	@Order(10)
	EnvMutator region() {
		return EnvMutator.of("region", (context, env) -> env.putIfAbsent("AWS_REGION", "eu-central-1"));
	}

	@Bean
	@Order(20)
	EnvMutator language() {
		return EnvMutator.of("language", SideEffects.NONE, (context, env) -> env.putIfAbsent("LANG", "C.UTF-8"));
	}

}
