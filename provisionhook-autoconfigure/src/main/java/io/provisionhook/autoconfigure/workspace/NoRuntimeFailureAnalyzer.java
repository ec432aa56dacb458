package io.provisionhook.autoconfigure.workspace;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.annotation.Order;

import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceStore;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Explains a missing {@link WorkspaceHandler} or {@link WorkspaceStore} by the missing
 * {@link WorkspaceRuntime}, before Spring Boot suggests to define the bean.
 */
@Order(0)
final class NoRuntimeFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final Set<Class<?>> WITH_RUNTIME = Set.of(WorkspaceHandler.class, WorkspaceRuntime.class,
			WorkspaceStore.class);

	private final BeanFactory beanFactory;

	NoRuntimeFailureAnalyzer(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		Class<?> type = cause.getBeanType();
		if (type == null || !WITH_RUNTIME.contains(type) || cause.getNumberOfBeansFound() > 0
				|| this.beanFactory.getBeanProvider(WorkspaceRuntime.class).stream().findAny().isPresent()) {
			return null;
		}
		return new FailureAnalysis(
				((description != null) ? description : "The application") + " requires a " + type.getSimpleName()
						+ ", but there is no WorkspaceRuntime bean to start workspaces.",
				"Add provisionhook-process and set 'provisionhook.process.templates.default.command' to start processes, "
						+ "add provisionhook-docker and set 'provisionhook.docker.image' to start containers, "
						+ "add provisionhook-kubernetes and set 'provisionhook.kubernetes.templates.default.image' to start Pods, "
						+ "or define a WorkspaceRuntime bean.",
				cause);
	}

}
