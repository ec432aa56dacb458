package io.provisionhook.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes sure that the run of this suite without optional dependencies is one.
 */
class OptionalDependenciesTests {

	@Test
	void areAbsentExactlyWhenTheBuildSaysSo() {
		boolean absent = "absent".equals(System.getProperty("provisionhook.optional-dependencies"));
		assertThat(isPresent("io.micrometer.observation.ObservationRegistry")).isNotEqualTo(absent);
		assertThat(isPresent("io.micrometer.context.ContextSnapshotFactory")).isNotEqualTo(absent);
		assertThat(isPresent("io.micrometer.core.instrument.MeterRegistry")).isNotEqualTo(absent);
		assertThat(isPresent("org.springframework.boot.actuate.endpoint.annotation.Endpoint")).isNotEqualTo(absent);
		assertThat(isPresent("org.springframework.jdbc.core.simple.JdbcClient")).isNotEqualTo(absent);
		assertThat(isPresent("org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"))
			.isNotEqualTo(absent);
		assertThat(isPresent("org.springframework.transaction.PlatformTransactionManager")).isNotEqualTo(absent);
		assertThat(isPresent("tools.jackson.databind.json.JsonMapper")).isNotEqualTo(absent);
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, null);
	}

}
