package io.provisionhook.plugin.gitcredentials;

import java.util.List;

import io.provisionhook.Env;

/**
 * The part of git's configuration that is in the environment, as git reads it since
 * version 2.31: {@code GIT_CONFIG_COUNT} and as many pairs of {@code GIT_CONFIG_KEY_<n>}
 * and {@code GIT_CONFIG_VALUE_<n>}, see {@code git-config(1)}; and behind them
 * {@code GIT_CONFIG_PARAMETERS}, which has what {@code git -c} was given.
 */
final class GitConfig {

	private static final String COUNT = "GIT_CONFIG_COUNT";

	private static final String PARAMETERS = "GIT_CONFIG_PARAMETERS";

	private final Env env;

	GitConfig(Env env) {
		this.env = env;
	}

	/**
	 * Have git call a helper for URLs, and no other helper.
	 * <p>
	 * An empty helper has git forget those that it knows, such as those of the image. It
	 * is a part of {@code GIT_CONFIG_PARAMETERS}, since there are tools that drop empty
	 * variables, and git runs no more without one that {@code GIT_CONFIG_COUNT} counts.
	 * The helper is in both, since there are tools that keep or set one of the two only.
	 * @param helper the helper
	 * @param urls the URLs
	 * @throws IllegalStateException if git could not read what is there
	 */
	void setHelper(String helper, List<String> urls) {
		int count = count(this.env.getOrDefault(COUNT, ""));
		for (String url : urls) {
			String key = "credential." + url + ".helper";
			this.env.put("GIT_CONFIG_KEY_" + count, key);
			this.env.put("GIT_CONFIG_VALUE_" + count, helper);
			count++;
			this.env.append(PARAMETERS, quoted(key + "=") + " " + quoted(key + "=" + helper), " ");
		}
		this.env.put(COUNT, String.valueOf(count));
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

	private static String quoted(String text) {
		return "'" + text.replace("'", "'\\''") + "'";
	}

}
