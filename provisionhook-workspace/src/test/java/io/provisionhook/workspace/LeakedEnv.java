package io.provisionhook.workspace;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.provisionhook.Env;

/**
 * What a mutator has kept of an environment that was not its to keep.
 */
final class LeakedEnv {

	private final Env env;

	private final Iterator<Map.Entry<String, String>> iterator;

	private final Map.Entry<String, String> entry;

	LeakedEnv(Env env) {
		this.env = env;
		this.iterator = env.entrySet().iterator();
		this.entry = this.iterator.next();
	}

	/**
	 * Write in each way in which a map can be written.
	 * @return how many of them were not refused
	 */
	int write() {
		int accepted = 0;
		for (Runnable write : List.<Runnable>of(() -> this.env.put("LEAKED", "late"),
				() -> this.env.putSecret("LEAKED", "late"), () -> this.env.append("LEAKED", "late", ":"),
				() -> this.env.remove("FIRST"), () -> this.env.merge("FIRST", "late", String::concat),
				() -> this.env.replaceAll((name, value) -> "late"), this.env::clear,
				() -> this.env.values().removeIf((value) -> true), () -> this.entry.setValue("late"),
				this.iterator::remove)) {
			try {
				write.run();
				accepted++;
			}
			catch (IllegalStateException ex) {
				// That is the answer to a late write
			}
		}
		return accepted;
	}

}
