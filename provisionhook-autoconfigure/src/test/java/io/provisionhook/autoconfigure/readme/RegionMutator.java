package io.provisionhook.autoconfigure.readme;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;

@Component
@Order(10)
class RegionMutator implements EnvMutator {

	@Override
	public String name() {
		return "region";
	}

	@Override
	public void mutateEnv(ProvisionContext context, Env env) {
		env.putIfAbsent("AWS_REGION", "eu-central-1");
	}

}
