package io.provisionhook.test;

/**
 * Where the assertions of this module begin.
 *
 * @since 0.1.0
 */
public final class ProvisionhookAssertions {

	private ProvisionhookAssertions() {
	}

	/**
	 * Start assertions about a run.
	 * @param actual the run
	 * @return the assertions
	 */
	public static MutatorRunAssert assertThat(MutatorRun actual) {
		return new MutatorRunAssert(actual);
	}

}
