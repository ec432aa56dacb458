package io.provisionhook.benchmarks.startup;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Jars and folders that an application is started with.
 *
 * @param entries them, none of them twice
 */
record ClassPath(List<Path> entries) {

	/**
	 * Return the class path of this module.
	 * @param jar the jar of this module, next to which its class path is in {@code lib}
	 * @return the class path, with the starter
	 */
	static ClassPath of(Path jar) throws IOException {
		try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
			// The jar itself would bring all of its class path along
			return new ClassPath(Stream.concat(Stream.of(jar.resolveSibling("classes")), libraries.sorted()).toList());
		}
	}

	ClassPath withoutStarter() {
		return new ClassPath(this.entries.stream()
			.filter((path) -> !path.getFileName().toString().startsWith("provisionhook-"))
			.toList());
	}

	/**
	 * Return this class path and what a plugin adds to it.
	 * @param plugin the folder of the plugin, built, with its class path in
	 * {@code target/class-path}
	 * @return the class path
	 */
	ClassPath with(Path plugin) throws IOException {
		Map<String, Path> byName = new LinkedHashMap<>();
		this.entries.forEach((path) -> byName.put(path.getFileName().toString(), path));
		Path target = plugin.resolve("target");
		String dependencies = Files.readString(target.resolve("class-path")).strip();
		Stream.concat(jarsIn(target).stream(), Arrays.stream(dependencies.split(File.pathSeparator)).map(Path::of))
			.forEach((path) -> byName.putIfAbsent(path.getFileName().toString(), path));
		return new ClassPath(List.copyOf(byName.values()));
	}

	private static List<Path> jarsIn(Path target) throws IOException {
		try (Stream<Path> files = Files.list(target)) {
			return files.filter((path) -> path.getFileName().toString().endsWith(".jar")).toList();
		}
	}

	long bytes() throws IOException {
		long bytes = 0;
		for (Path path : this.entries) {
			bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
		}
		return bytes;
	}

	@Override
	public String toString() {
		return this.entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
	}

}
