package io.provisionhook.autoconfigure.credential;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.provisionhook.credential.CredentialSource;
import io.provisionhook.credential.CredentialSources;

/**
 * Auto-configuration for the {@link CredentialSources} of an application, with all
 * {@link CredentialSource} beans.
 *
 * @since 0.1.0
 */
@AutoConfiguration
public final class CredentialSourcesAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CredentialSources provisionhookCredentialSources(Map<String, CredentialSource> beans) {
		requireDistinctNames(beans);
		return CredentialSources.of(beans.values());
	}

	private static void requireDistinctNames(Map<String, CredentialSource> beans) {
		Map<String, String> beanNames = new HashMap<>();
		beans.forEach((beanName, source) -> {
			String other = beanNames.putIfAbsent(source.name(), beanName);
			if (other != null) {
				throw new DuplicateCredentialSourceException(source.name(), other, beanName);
			}
		});
	}

	/**
	 * Two beans are credential sources with the same name.
	 */
	static final class DuplicateCredentialSourceException extends RuntimeException {

		private final String firstBean;

		private final String secondBean;

		DuplicateCredentialSourceException(String sourceName, String firstBean, String secondBean) {
			super("Beans '" + firstBean + "' and '" + secondBean + "' are credential sources with the same name '"
					+ sourceName + "'");
			this.firstBean = firstBean;
			this.secondBean = secondBean;
		}

		String getFirstBean() {
			return this.firstBean;
		}

		String getSecondBean() {
			return this.secondBean;
		}

	}

}
