package io.provisionhook.testsupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InstalledTool}.
 */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class InstalledToolTests {

	@Test
	void needWhenToolIsInstalledReturnsItsPath() {
		assertThat(InstalledTool.need("sh")).isExecutable().hasFileName("sh");
		assertThat(InstalledTool.isInstalled("sh")).isTrue();
	}

	@Test
	void needWhenToolIsMissingSkipsTest() {
		assertThatExceptionOfType(TestAbortedException.class).isThrownBy(() -> InstalledTool.need("no-such-tool"))
			.withMessage("'no-such-tool' is not installed");
		assertThat(InstalledTool.isInstalled("no-such-tool")).isFalse();
	}

	@Test
	void needWhenRequiredToolIsMissingFailsTest() {
		with(InstalledTool.REQUIRED, "git,no-such-tool",
				() -> assertThatExceptionOfType(AssertionError.class)
					.isThrownBy(() -> InstalledTool.need("no-such-tool"))
					.withMessage("'no-such-tool' is not installed, and -Dtest.required-tools lists 'no-such-tool'"));
	}

	@Test
	void needWhenConditionIsNotMetSkipsTestWithItsReason() {
		InstalledTool.need("sh", true, "not used");
		assertThatExceptionOfType(TestAbortedException.class)
			.isThrownBy(() -> InstalledTool.need("sh", false, "the tests do not run as root"))
			.withMessage("the tests do not run as root");
	}

	@Test
	void needWhenConditionOfRequiredToolIsNotMetFailsTest() {
		with(InstalledTool.REQUIRED, "sh",
				() -> assertThatExceptionOfType(AssertionError.class)
					.isThrownBy(() -> InstalledTool.need("sh", false, "the tests do not run as root"))
					.withMessage("the tests do not run as root, and -Dtest.required-tools lists 'sh'"));
	}

	@Test
	void needWhenToolIsSaidToBeMissingSkipsTest() {
		with(InstalledTool.MISSING, "sh,git",
				() -> assertThatExceptionOfType(TestAbortedException.class).isThrownBy(() -> InstalledTool.need("sh"))
					.withMessage("'sh' is not installed"));
	}

	private static void with(String property, String tools, Runnable test) {
		String before = System.getProperty(property);
		System.setProperty(property, tools);
		try {
			test.run();
		}
		finally {
			if (before != null) {
				System.setProperty(property, before);
			}
			else {
				System.clearProperty(property);
			}
		}
	}

}
