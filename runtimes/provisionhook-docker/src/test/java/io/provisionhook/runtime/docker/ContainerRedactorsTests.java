package io.provisionhook.runtime.docker;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContainerRedactors}: the environment of a process.
 */
class ContainerRedactorsTests {

	@Test
	void parseEnvironmentSplitsVariables() throws Exception {
		assertThat(ContainerRedactors.parseEnvironment("read it", "A=1\0B=\0C=x=y\n\0=1\0D\0"))
			.isEqualTo(Map.of("A", "1", "B", "", "C", "x=y\n"));
		assertThat(ContainerRedactors.parseEnvironment("read it", "")).isEmpty();
	}

	@Test
	void parseEnvironmentWhenTruncatedFails() {
		assertThatExceptionOfType(DockerEngineException.class)
			.isThrownBy(() -> ContainerRedactors.parseEnvironment("read it", "A=1\0KEY=secret-k"))
			.withMessage("can't read it: the engine has not sent all of it");
	}

}
