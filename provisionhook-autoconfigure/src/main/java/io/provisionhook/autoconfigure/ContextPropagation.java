package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.util.ClassUtils;

/**
 * Carries over to the thread that runs a task what is bound to the one that asks for it:
 * the diagnostic context of the log, what Micrometer's context propagation knows about,
 * such as the current observation, and whatever the application's own
 * {@link TaskDecorator} does.
 *
 * @since 0.1.0
 */
public final class ContextPropagation implements UnaryOperator<Runnable> {

	private final List<TaskDecorator> decorators = new ArrayList<>();

	/**
	 * Create what carries context over.
	 * @param own the application's decorator, which is the closest to the task and so has
	 * the last word
	 * @param classLoader where to look for the libraries whose context is carried over
	 */
	ContextPropagation(@Nullable TaskDecorator own, @Nullable ClassLoader classLoader) {
		if (own != null) {
			this.decorators.add(own);
		}
		if (ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory", classLoader)
				&& !(own instanceof ContextPropagatingTaskDecorator)) {
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

}
