package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.util.CollectionUtils;

/**
 * Propagates the context of the calling thread to the thread of a task: the diagnostic
 * context of the log, the context of Micrometer's context propagation, such as the
 * current observation, and that of the {@link TaskDecorator} of the application.
 */
final class ContextPropagation implements UnaryOperator<Runnable> {

	private final List<TaskDecorator> decorators = new ArrayList<>();

	/**
	 * Create an instance.
	 * @param custom the decorator of the application, which is the innermost one and so
	 * overrides the others
	 * @param classLoader the class loader with the optional libraries
	 */
	ContextPropagation(@Nullable TaskDecorator custom, @Nullable ClassLoader classLoader) {
		if (custom != null) {
			this.decorators.add(custom);
		}
		if (ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory", classLoader)
				&& !(custom instanceof ContextPropagatingTaskDecorator)) {
			this.decorators.add(new ContextPropagatingTaskDecorator());
		}
		if (ClassUtils.isPresent("org.slf4j.MDC", classLoader)) {
			this.decorators.add(new MdcTaskDecorator());
		}
	}

	@Override
	public Runnable apply(Runnable task) {
		Runnable decorated = task;
		for (TaskDecorator decorator : this.decorators) {
			decorated = decorator.decorate(decorated);
		}
		return decorated;
	}

	/**
	 * Propagates the diagnostic context of the log, and restores that of the thread.
	 */
	static final class MdcTaskDecorator implements TaskDecorator {

		@Override
		public Runnable decorate(Runnable task) {
			Map<String, String> context = MDC.getCopyOfContextMap();
			return () -> {
				Map<String, String> previous = MDC.getCopyOfContextMap();
				set(context);
				try {
					task.run();
				}
				finally {
					set(previous);
				}
			};
		}

		private static void set(@Nullable Map<String, String> context) {
			if (CollectionUtils.isEmpty(context)) {
				MDC.clear();
			}
			else {
				MDC.setContextMap(context);
			}
		}

	}

}
