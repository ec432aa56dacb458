package io.provisionhook.runtime.docker.test;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests an engine that all tests of a build share. What containers of this module a
 * test leaves behind are removed after it.
 */
public final class DockerEngineExtension implements ExecutionCondition, ParameterResolver, AfterEachCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(DockerEngineExtension.class);

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		try {
			DockerEngine.needPrograms();
			return ConditionEvaluationResult.enabled("There is an engine");
		}
		catch (TestAbortedException ex) {
			return ConditionEvaluationResult.disabled(ex.getMessage());
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == DockerEngine.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return shared(context).engine();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		shared(context).engine().removeContainers();
	}

	private static Shared shared(ExtensionContext context) {
		return context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Shared.class, (type) -> new Shared(DockerEngine.shared()), Shared.class);
	}

	private record Shared(DockerEngine engine) implements AutoCloseable {

		@Override
		public void close() {
			this.engine.closeClient();
		}

	}

}
