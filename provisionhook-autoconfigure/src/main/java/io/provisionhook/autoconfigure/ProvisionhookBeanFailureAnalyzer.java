package io.provisionhook.autoconfigure;

import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.provisionhook.internal.PrintableText;

/**
 * Explains a failure to create a bean of Provisionhook whose properties or arguments are
 * invalid.
 */
final class ProvisionhookBeanFailureAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {

	private static final String PREFIX = "provisionhook";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanCreationException cause) {
		BeanCreationException innermost = cause;
		Throwable reason = cause;
		while (reason instanceof BeansException && reason.getCause() != null) {
			reason = reason.getCause();
			innermost = (reason instanceof BeanCreationException creation) ? creation : innermost;
		}
		String bean = String.valueOf(innermost.getBeanName());
		String problem = String.valueOf(reason.getMessage());
		return (isArgument(reason) && (bean.startsWith(PREFIX) || problem.contains(PREFIX + ".")))
				? new FailureAnalysis(
						"Bean '" + PrintableText.of(bean) + "' can't be created: " + PrintableText.of(problem) + ".",
						"Correct the property under 'provisionhook' or the bean that the description names.", reason)
				: null;
	}

	private static boolean isArgument(Throwable reason) {
		return reason instanceof IllegalArgumentException || reason instanceof IllegalStateException
				|| reason instanceof UncheckedIOException;
	}

}
