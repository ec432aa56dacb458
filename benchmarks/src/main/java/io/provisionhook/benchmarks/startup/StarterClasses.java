package io.provisionhook.benchmarks.startup;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many more classes an application loads when the starter is on its class path (goal
 * 11). Two JVMs tell, which differ in nothing else.
 */
public final class StarterClasses {

	private static final Pattern LOADED = Pattern.compile("\\[class,load\\] (\\S+) .*");

	private StarterClasses() {
	}

	/**
	 * Count.
	 * @param args the jar of this module, next to which its class path is in {@code lib}
	 * @throws Exception if the application does not start
	 */
	public static void main(String[] args) throws Exception {
		Path jar = Path.of(args[0]).toAbsolutePath();
		List<String> without = load(jar, false);
		List<String> with = load(jar, true);
		System.out.println("classes loaded: " + without.size() + " without the starter, " + with.size() + " with it: "
				+ (with.size() - without.size()) + " more, " + (countOwn(with) - countOwn(without))
				+ " of them its own");
	}

	private static long countOwn(List<String> classes) {
		return classes.stream().filter((name) -> name.startsWith("io.provisionhook.")).count();
	}

	private static List<String> load(Path jar, boolean starter) throws IOException, InterruptedException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(
				List.of(java, "-Xlog:class+load:stdout:tags", "-cp", classPath(jar, starter),
						StartUpApplication.class.getName(), "--server.port=0", "--spring.main.banner-mode=off"))
			.redirectErrorStream(true)
			.start();
		try (InputStream output = process.getInputStream()) {
			String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException("The application did not start: " + text);
			}
			return LOADED.matcher(text).results().map((match) -> match.group(1)).toList();
		}
	}

	// The jar itself would bring all of its class path along
	private static String classPath(Path jar, boolean starter) throws IOException {
		Path target = jar.resolveSibling("classes");
		try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
			return Stream.concat(Stream.of(target), libraries.sorted())
				.filter((path) -> starter || !path.getFileName().toString().startsWith("provisionhook-"))
				.map(Path::toString)
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

}
