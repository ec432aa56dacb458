package io.provisionhook.benchmarks.startup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts {@link StartUpApplication} in a JVM of its own.
 *
 * @param classPath the class path
 * @param arguments arguments of the application
 */
record ApplicationStart(String classPath, List<String> arguments) {

	private static final Pattern LOADED = Pattern.compile("\\[class,load\\] (\\S+) .*");

	private static final Pattern STARTED = Pattern.compile("process running for ([0-9.]+)\\)");

	List<String> loadedClasses() throws IOException, InterruptedException {
		return LOADED.matcher(run("-Xlog:class+load:stdout:tags")).results().map((match) -> match.group(1)).toList();
	}

	/**
	 * Return the time from the start of the process until the application is ready.
	 * @return the time in seconds
	 */
	double seconds() throws IOException, InterruptedException {
		Matcher matcher = STARTED.matcher(run("-Xshare:auto"));
		return matcher.results()
			.map((MatchResult match) -> Double.parseDouble(match.group(1)))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("The application did not say how long it took"));
	}

	private String run(String option) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), option, "-cp", this.classPath,
				StartUpApplication.class.getName(), "--server.port=0", "--spring.main.banner-mode=off"));
		command.addAll(this.arguments);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try (InputStream output = process.getInputStream()) {
			String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(
						"The application did not start: " + LOADED.matcher(text).replaceAll("").strip());
			}
			return text;
		}
	}

}
