package io.provisionhook.autoconfigure;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * Refuses mutators that Spring calls on a thread of its own, after their turn is over.
 */
final class AsyncMutators {

	// By their number of parameters
	private static final Map<String, Integer> CALLED_BY_RUNS = Map.of("mutateEnv", 2, "fetch", 1, "apply", 3);

	private AsyncMutators() {
	}

	/**
	 * Refuse a mutator of which a method that a run calls is annotated as asynchronous,
	 * by itself or with its class and wherever it is declared, or made so by a proxy.
	 * @param mutator the mutator; of a scoped proxy, what that stands for
	 * @param source who registers it
	 */
	static void refuse(Object mutator, String source) {
		if (isAsync(mutator)) {
			throw new HookSetupException(
					"The mutator that is " + source + " (" + AopProxyUtils.ultimateTargetClass(mutator).getName()
							+ ") is asynchronous, so it would write when its turn is over",
					"Remove @Async from its class and from mutateEnv, fetch and apply. What takes time belongs into the "
							+ "fetch of a FetchingEnvMutator: fetches run at the same time.");
		}
	}

	private static boolean isAsync(Object mutator) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(mutator);
		return AnnotatedElementUtils.hasAnnotation(type, Async.class)
				|| Stream.concat(Stream.of(type), Stream.of(ClassUtils.getAllInterfacesForClass(type)))
					.flatMap((declaring) -> Stream.of(declaring.getMethods()))
					.filter(AsyncMutators::isCalledByRuns)
					.anyMatch((method) -> AnnotatedElementUtils.hasAnnotation(method, Async.class)
							|| isIntercepted(mutator, method, type));
	}

	private static boolean isCalledByRuns(Method method) {
		return CALLED_BY_RUNS.getOrDefault(method.getName(), -1) == method.getParameterCount();
	}

	private static boolean isIntercepted(Object mutator, Method method, Class<?> type) {
		return mutator instanceof Advised proxy && Stream.of(proxy.getAdvisors())
			.anyMatch((advisor) -> advisor.getAdvice() instanceof AsyncExecutionInterceptor
					&& (!(advisor instanceof PointcutAdvisor limited)
							|| limited.getPointcut().getMethodMatcher().matches(method, type)));
	}

}
