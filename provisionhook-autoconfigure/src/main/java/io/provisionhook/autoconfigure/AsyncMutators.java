package io.provisionhook.autoconfigure;

import java.util.stream.Stream;

import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;

/**
 * Refuses mutators that Spring calls on a thread of its own, after their turn is over.
 */
final class AsyncMutators {

	private AsyncMutators() {
	}

	/**
	 * Refuse a mutator of which a method that a run calls is annotated as asynchronous,
	 * by itself or with its class and wherever it is declared, or made so by a proxy.
	 * @param mutator the mutator; of a scoped proxy, what that stands for
	 * @param source who registers it
	 */
	static void refuse(Object mutator, String source) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(mutator);
		if (pointcuts(mutator).anyMatch((pointcut) -> appliesToRuns(pointcut, type))) {
			throw new HookSetupException(
					"The mutator that is " + source + " (" + type.getName()
							+ ") is asynchronous, so it would write when its turn is over",
					"Remove @Async from its class and from mutateEnv, fetch and apply. What takes time belongs into the "
							+ "fetch of a FetchingEnvMutator: fetches run at the same time.");
		}
	}

	private static Stream<Pointcut> pointcuts(Object mutator) {
		Stream<Pointcut> ofProxy = (mutator instanceof Advised proxy) ? Stream.of(proxy.getAdvisors())
			.filter((advisor) -> advisor.getAdvice() instanceof AsyncExecutionInterceptor)
			.map((advisor) -> (advisor instanceof PointcutAdvisor limited) ? limited.getPointcut() : Pointcut.TRUE)
				: Stream.empty();
		return Stream.concat(Stream.of(new AsyncAnnotationAdvisor().getPointcut()), ofProxy);
	}

	private static boolean appliesToRuns(Pointcut pointcut, Class<?> type) {
		NameMatchMethodPointcut calledByRuns = new NameMatchMethodPointcut();
		calledByRuns.setMappedNames("mutateEnv", "fetch", "apply");
		return AopUtils.canApply(new ComposablePointcut(pointcut.getClassFilter(), pointcut.getMethodMatcher())
			.intersection(calledByRuns.getMethodMatcher()), type);
	}

}
