package io.provisionhook.plugin.gitcredentials;

import java.util.Map;

import io.provisionhook.Env;

/**
 * The part of git's configuration that is in the environment, as git reads it since
 * version 2.31: {@code GIT_CONFIG_COUNT} and as many pairs of {@code GIT_CONFIG_KEY_<n>}
 * and {@code GIT_CONFIG_VALUE_<n>}, see {@code git-config(1)}.
 */
final class GitConfig {

	private static final String COUNT = "GIT_CONFIG_COUNT";

	private final Env env;

	private int count;

	private GitConfig(Env env, int count) {
		this.env = env;
		this.count = count;
	}

	/**
	 * Return what is there, to be added to.
	 * @param env the environment
	 * @return its entries, those of the image included
	 * @throws IllegalStateException if git could not read them
	 */
	static GitConfig of(Env env) {
		return new GitConfig(env, count(env.getOrDefault(COUNT, "")));
	}

	// git takes an empty count for none
	private static int count(String text) {
		if (text.isEmpty()) {
			return 0;
		}
		if (!text.matches("[0-9]{1,6}")) {
			throw new IllegalStateException("variable \"" + COUNT + "\" is no number, so that git would refuse to run;"
					+ " whoever has set it has to correct it");
		}
		return Integer.parseInt(text);
	}

	/**
	 * Add entries behind those that are there, so that they have precedence.
	 * @param entries values by key; a key that may have several values can be added twice
	 */
	@SafeVarargs
	final void add(Map.Entry<String, String>... entries) {
		for (Map.Entry<String, String> entry : entries) {
			this.env.put("GIT_CONFIG_KEY_" + this.count, entry.getKey());
			this.env.put("GIT_CONFIG_VALUE_" + this.count, entry.getValue());
			this.count++;
		}
		this.env.put(COUNT, String.valueOf(this.count));
	}

}
