package io.provisionhook.autoconfigure;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

/**
 * Mutator beans for tests.
 */
public final class MutatorConfigurations {

	private MutatorConfigurations() {
	}

	public static ProvisionContext context() {
		return ProvisionContext.of("workspace-1", WorkspaceRequest.named("demo").build());
	}

	/**
	 * Mutators in each way of giving an order, declared in another one.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(AnnotatedMutator.class)
	public static class EachWayOfOrdering {

		@Bean
		EnvMutator unordered() {
			return EnvMutator.of("no-order", (context, env) -> {
			});
		}

		@Bean
		OrderedMutator ordered() {
			return new OrderedMutator();
		}

		@Bean
		@Order(10)
		EnvMutator orderedByMethod() {
			return EnvMutator.of("order-on-method", (context, env) -> {
			});
		}

	}

	/**
	 * A mutator that writes and one that fails.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class WritingAndFailing {

		@Bean
		@Order(1)
		public EnvMutator writing() {
			return EnvMutator.of("writing", (context, env) -> env.put("REGION", "eu"));
		}

		@Bean
		@Order(2)
		public EnvMutator failing() {
			return EnvMutator.of("failing", (context, env) -> {
				env.putSecret("GITHUB_TOKEN", "ghs_marked_secret");
				throw new IllegalStateException("401 for ghs_marked_secret",
						new IllegalStateException("ghs_marked_secret"));
			});
		}

	}

	@Order(20)
	static class AnnotatedMutator implements EnvMutator {

		@Override
		public String name() {
			return "order-on-class";
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

	static class OrderedMutator implements EnvMutator, Ordered {

		@Override
		public String name() {
			return "ordered";
		}

		@Override
		public int getOrder() {
			return 30;
		}

		@Override
		public void mutateEnv(ProvisionContext context, Env env) {
		}

	}

}
