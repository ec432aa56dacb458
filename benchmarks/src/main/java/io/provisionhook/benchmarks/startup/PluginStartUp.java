package io.provisionhook.benchmarks.startup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a plugin adds to an application that has the starter: jars, classes that are
 * loaded at start-up, and time, without and with its configuration.
 */
public final class PluginStartUp {

	private static final int STARTS = 9;

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
		List<String> properties = List.of(args).subList(2, args.length);
		ApplicationStart bare = new ApplicationStart(starter.toString(), List.of());
		ApplicationStart idle = new ApplicationStart(with.toString(), List.of());
		ApplicationStart configured = new ApplicationStart(with.toString(), properties);
		int classes = bare.loadedClasses().size();
		int idleClasses = idle.loadedClasses().size();
		int configuredClasses = configured.loadedClasses().size();
		List<List<Double>> seconds = startInTurn(bare, idle, configured);
		System.out.println(String.format(Locale.ROOT,
				"%s: %d jars and %.1f MB more; not configured %+d classes, %+.0f ms; configured %+d classes, %+.0f ms"
						+ " (of %d classes, %.2f s; medians of %d)",
				plugin.getFileName(), with.entries().size() - starter.entries().size(),
				(with.bytes() - starter.bytes()) / 1e6, idleClasses - classes, difference(seconds, 1),
				configuredClasses - classes, difference(seconds, 2), classes, median(seconds.get(0)), STARTS));
	}

	private static List<List<Double>> startInTurn(ApplicationStart... starts) throws Exception {
		List<List<Double>> seconds = Arrays.stream(starts)
			.map((start) -> (List<Double>) new ArrayList<Double>())
			.toList();
		for (int i = 0; i < STARTS; i++) {
			for (int j = 0; j < starts.length; j++) {
				seconds.get(j).add(starts[j].seconds());
			}
		}
		return seconds;
	}

	private static double difference(List<List<Double>> seconds, int index) {
		return (median(seconds.get(index)) - median(seconds.get(0))) * 1000;
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

}
