package io.provisionhook.integration.plugin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.DoubleStream;

import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.Registry;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

/**
 * How long a run of all plugins takes whose providers answer after 50 ms each, beside the
 * sum of what each plugin waited. To be run by hand.
 */
public final class RunFigures {

	private static final int RUNS = 41;

	private RunFigures() {
	}

	/**
	 * Measure.
	 * @param args none
	 * @throws Exception if anything fails
	 */
	public static void main(String[] args) throws Exception {
		Path directory = Files.createTempDirectory("figures");
		try (Providers providers = new Providers(RunFigures::answerLater, directory);
				ConfigurableApplicationContext host = HostApplication
					.start(providers.properties().toArray(String[]::new))) {
			Registry registry = host.getBean(Registry.class);
			double[] runs = new double[RUNS];
			double[] slowest = new double[RUNS];
			double[] sums = new double[RUNS];
			for (int i = 0; i < RUNS; i++) {
				RunReport report = registry.run(Providers.workspace("repository-" + i), new HashMap<>());
				runs[i] = millis(report.duration());
				slowest[i] = fetches(report).max().orElseThrow();
				sums[i] = fetches(report).sum();
			}
			System.out.println(String.format(Locale.ROOT,
					"run: %.1f ms; slowest fetch: %.1f ms; sum of the fetches: %.1f ms (medians of %d)", median(runs),
					median(slowest), median(sums), RUNS));
		}
	}

	private static boolean answerLater(Provider called) throws InterruptedException {
		Thread.sleep(50);
		return true;
	}

	private static DoubleStream fetches(RunReport report) {
		return report.mutators()
			.stream()
			.map(MutatorReport::fetchDuration)
			.filter(Objects::nonNull)
			.mapToDouble(RunFigures::millis);
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

	private static double median(double... values) {
		return DoubleStream.of(values).sorted().skip(values.length / 2).findFirst().orElseThrow();
	}

}
