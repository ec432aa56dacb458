package io.provisionhook.plugin.gitcredentials;

import java.util.List;

import io.provisionhook.Env;

/**
 * The configuration of git in the environment, which git supports since version 2.31:
 * {@code GIT_CONFIG_COUNT} pairs of {@code GIT_CONFIG_KEY_<n>} and
 * {@code GIT_CONFIG_VALUE_<n>}, see {@code git-config(1)}, followed by
 * {@code GIT_CONFIG_PARAMETERS}, which has the arguments of {@code git -c}.
 */
final class GitConfig {

	private static final String COUNT = "GIT_CONFIG_COUNT";

	private static final String PARAMETERS = "GIT_CONFIG_PARAMETERS";

	private final Env env;

	GitConfig(Env env) {
		this.env = env;
	}

	/**
	 * Set a helper for URLs, and remove all other helpers for them.
	 * <p>
	 * An empty helper removes helpers of other configuration, such as that of the image.
	 * It is in {@code GIT_CONFIG_PARAMETERS} only, since some tools drop empty variables,
	 * and git fails without a variable that {@code GIT_CONFIG_COUNT} counts. The helper
	 * is in both, since some tools keep or set only one of the two.
	 * @param helper the helper
	 * @param urls the URLs
	 * @throws IllegalStateException if the present configuration is invalid
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

	// git treats an empty count as zero
	private static int count(String text) {
		if (text.isEmpty()) {
			return 0;
		}
		if (!text.matches("[0-9]{1,6}")) {
			throw new IllegalStateException(
					"variable \"" + COUNT + "\" is not a number, so that git would fail; correct it where it is set");
		}
		return Integer.parseInt(text);
	}

	private static String quoted(String text) {
		return "'" + text.replace("'", "'\\''") + "'";
	}

}
