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
 * Rejects asynchronous mutators: Spring calls them on another thread, after their turn.
 */
final class AsyncMutatorCheck {

	private AsyncMutatorCheck() {
	}

	/**
	 * Reject a mutator if a method that a run calls is asynchronous, by an annotation on
	 * the method or a type, or by the advice of a proxy.
	 * @param mutator the mutator, or the target of a scoped proxy
	 * @param source the source of the registration
	 */
	static void check(Object mutator, String source) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(mutator);
		if (pointcuts(mutator).anyMatch((pointcut) -> appliesToRuns(pointcut, type))) {
			throw new HookSetupException(
					"Mutator " + source + " (" + type.getName()
							+ ") is asynchronous, so it would write after its turn.",
					"Remove @Async from its class and from mutateEnv, fetch and apply. For slow calls, implement the "
							+ "fetch method of FetchingEnvMutator: fetches run concurrently.");
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
