package io.provisionhook.benchmarks.startup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a plugin adds to an application that has the starter: jars, classes that are
 * loaded at start-up, and time, without and with its configuration. Times are compared
 * within a round of starts, since a machine is not equally fast for long.
 */
public final class PluginStartUp {

	private static final int ROUNDS = 11;

	private PluginStartUp() {
	}

	/**
	 * Measure.
	 * @param args the jar of this module, the folder of the plugin, and the properties
	 * that configure it, as arguments of the application
	 * @throws Exception if the application does not start
	 */
	public static void main(String[] args) throws Exception {
		ClassPath starter = ClassPath.of(Path.of(args[0]).toAbsolutePath());
		Path plugin = Path.of(args[1]).toAbsolutePath();
		ClassPath with = starter.with(plugin);
		ApplicationStart bare = new ApplicationStart(starter.toString(), List.of());
		ApplicationStart idle = new ApplicationStart(with.toString(), List.of());
		ApplicationStart configured = new ApplicationStart(with.toString(), List.of(args).subList(2, args.length));
		Set<String> usual = new HashSet<>(namedClasses(bare));
		usual.addAll(namedClasses(bare));
		int idleClasses = classesBesides(usual, idle);
		int configuredClasses = classesBesides(usual, configured);
		List<Double> times = new ArrayList<>();
		List<Double> idleTimes = new ArrayList<>();
		List<Double> configuredTimes = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			double time = bare.seconds();
			times.add(time);
			idleTimes.add(idle.seconds() - time);
			configuredTimes.add(configured.seconds() - time);
		}
		System.out.println(String.format(Locale.ROOT,
				"%s: %d jars, %.1f MB; idle %d classes, %s; configured %d classes, %s"
						+ " (of %d classes, %.2f s; medians of %d rounds, and the middle half)",
				plugin.getFileName(), with.entries().size() - starter.entries().size(),
				(with.bytes() - starter.bytes()) / 1e6, idleClasses, describe(idleTimes), configuredClasses,
				describe(configuredTimes), usual.size(), quartile(times, 2), ROUNDS));
	}

	private static int classesBesides(Set<String> usual, ApplicationStart start)
			throws IOException, InterruptedException {
		Set<String> classes = namedClasses(start);
		classes.removeAll(usual);
		return classes.size();
	}

	// The JVM names those of lambdas anew at each start
	private static Set<String> namedClasses(ApplicationStart start) throws IOException, InterruptedException {
		Set<String> classes = new HashSet<>(start.loadedClasses());
		classes.removeIf((name) -> name.contains("/0x") || name.contains("$$Lambda"));
		return classes;
	}

	private static String describe(List<Double> seconds) {
		return String.format(Locale.ROOT, "%+.0f ms (%+.0f to %+.0f)", quartile(seconds, 2) * 1000,
				quartile(seconds, 1) * 1000, quartile(seconds, 3) * 1000);
	}

	private static double quartile(List<Double> values, int number) {
		return values.stream().sorted().skip((values.size() - 1) * number / 4).findFirst().orElseThrow();
	}

}
