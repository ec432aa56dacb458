package io.provisionhook.runtime.docker;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProcessEnvironments}.
 */
class ProcessEnvironmentsTests {

	@Test
	void variablesAreTakenApart() throws Exception {
		assertThat(ProcessEnvironments.parse("read it", "A=1\0B=\0C=x=y\n\0=1\0D\0"))
			.isEqualTo(Map.of("A", "1", "B", "", "C", "x=y\n"));
		assertThat(ProcessEnvironments.parse("read it", "")).isEmpty();
	}

	@Test
	void answerThatWasCutIsRefused() {
		assertThatExceptionOfType(DockerEngineException.class)
			.isThrownBy(() -> ProcessEnvironments.parse("read it", "A=1\0KEY=secret-k"))
			.withMessage("can't read it: the engine has not sent all of it");
	}

}
