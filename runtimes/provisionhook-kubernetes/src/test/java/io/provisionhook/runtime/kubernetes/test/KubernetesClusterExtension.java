package io.provisionhook.runtime.kubernetes.test;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives the tests of a class a namespace in the cluster whose kubeconfig file the
 * environment variable {@code TEST_KUBECONFIG} names. Without a cluster they are skipped.
 * If {@code TEST_KUBECONFIG_WAIT} has a duration, such as {@code PT10M}, they wait so
 * long for the file. The namespace is deleted after the class, and what is left in it
 * with it.
 */
public final class KubernetesClusterExtension implements ExecutionCondition, ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(KubernetesClusterExtension.class);

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		try {
			KubernetesCluster.need();
			return ConditionEvaluationResult.enabled("There is a cluster");
		}
		catch (TestAbortedException ex) {
			return ConditionEvaluationResult.disabled(ex.getMessage());
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == TestNamespace.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return outermostClass(context).getStore(NAMESPACE)
			.computeIfAbsent(OfClass.class, (type) -> new OfClass(TestNamespace.create(cluster(context))),
					OfClass.class)
			.namespace();
	}

	// Nested classes share its namespace
	private static ExtensionContext outermostClass(ExtensionContext context) {
		return context.getParent()
			.filter((parent) -> parent.getTestClass().isPresent())
			.map(KubernetesClusterExtension::outermostClass)
			.orElse(context);
	}

	private static KubernetesCluster cluster(ExtensionContext context) {
		return context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(KubernetesCluster.class, (type) -> KubernetesCluster.shared(), KubernetesCluster.class);
	}

	private record OfClass(TestNamespace namespace) implements AutoCloseable {

		@Override
		public void close() {
			this.namespace.delete();
		}

	}

}
