package io.provisionhook;

import java.io.IOException;
import java.util.List;

/**
 * A mutator with generated writes and failures.
 *
 * @param name the name, which others in the chain may have too
 * @param fetch whether the fetch fails
 * @param writes what it writes
 * @param failsAfter the number of writes after which it fails; more than it has if it
 * passes
 */
record GeneratedMutator(String name, Fetch fetch, List<Write> writes,
		int failsAfter) implements FetchingEnvMutator<List<GeneratedMutator.Write>> {

	static final String FETCH_FAILED = "503";

	@Override
	public List<Write> fetch(ProvisionContext context) throws IOException {
		if (this.fetch == Fetch.FAILS) {
			throw new IOException(FETCH_FAILED);
		}
		return this.writes;
	}

	@Override
	public void apply(List<Write> fetched, ProvisionContext context, Env env) {
		String last = "";
		for (int i = 0; i < fetched.size(); i++) {
			failIf(i == this.failsAfter, last);
			last = fetched.get(i).value();
			fetched.get(i).to(env);
		}
		failIf(fetched.size() == this.failsAfter, last);
	}

	private static void failIf(boolean fails, String last) {
		if (fails) {
			throw new IllegalStateException(failure(last));
		}
	}

	static String failure(String last) {
		return ("boom " + last).strip();
	}

	/**
	 * Return a mutator that does the same in one go.
	 * @return a mutator that the registry does not know to be fetching
	 */
	EnvMutator plain() {
		return EnvMutator.of(this.name, this::mutateEnv);
	}

	/**
	 * How the fetch ends.
	 */
	enum Fetch {

		PASSES, FAILS

	}

	/**
	 * One write.
	 *
	 * @param kind what kind it is
	 * @param variable the variable
	 * @param value the value; {@link Kind#COPY} takes that of {@code A} instead
	 */
	record Write(Kind kind, String variable, String value) {

		void to(Env env) {
			switch (this.kind) {
				case PUT -> env.put(this.variable, this.value);
				case PUT_SECRET -> env.putSecret(this.variable, this.value);
				case REMOVE -> env.remove(this.variable);
				case COPY -> env.put(this.variable, env.getOrDefault("A", "none"));
			}
		}

	}

	/**
	 * What a write does.
	 */
	enum Kind {

		PUT, PUT_SECRET, REMOVE, COPY

	}

}
