package io.provisionhook.test;

/**
 * Assertions about a {@link MutatorRun}. <pre class="code">
 * assertThat(run).hasSet("GITHUB_TOKEN").asSecret().by("github-app-auth");</pre>
 *
 * @since 0.1.0
 */
public final class MutatorRunAssert extends AbstractMutatorRunAssert<MutatorRunAssert> {

	MutatorRunAssert(MutatorRun actual) {
		super(actual, MutatorRunAssert.class);
	}

}
