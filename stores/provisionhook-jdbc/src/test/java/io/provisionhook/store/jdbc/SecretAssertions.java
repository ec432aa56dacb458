package io.provisionhook.store.jdbc;

import java.io.PrintWriter;
import java.io.StringWriter;

import io.provisionhook.store.jdbc.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Assertions about secrets in failures.
 */
final class SecretAssertions {

	private SecretAssertions() {
	}

	static void assertNoPassword(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain(TestDatabase.PASSWORD);
	}

}
