package io.provisionhook.runtime.docker.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests an engine that all of them share. What containers a test leaves behind are
 * removed after it.
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
			.computeIfAbsent(Shared.class, (type) -> Shared.start(), Shared.class);
	}

	private record Shared(Path directory, DockerEngine engine) implements AutoCloseable {

		static Shared start() {
			try {
				Path directory = Files.createTempDirectory("engine");
				return new Shared(directory, DockerEngine.start(directory));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void close() {
			this.engine.close();
			Commands.run("rm", "--recursive", "--force", "--one-file-system", this.directory.toString());
		}

	}

}
