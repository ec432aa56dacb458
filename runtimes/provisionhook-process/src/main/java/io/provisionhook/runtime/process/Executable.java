package io.provisionhook.runtime.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the program of a command in the environment in which it is going to run, so that
 * a missing one fails the start instead of ending the workspace.
 */
final class Executable {

	private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

	private Executable() {
	}

	static List<String> resolve(List<String> command, Map<String, String> environment, Path directory)
			throws IOException {
		List<String> resolved = new ArrayList<>(command);
		resolved.set(0, find(command.get(0), environment.getOrDefault("PATH", DEFAULT_PATH), directory).toString());
		return resolved;
	}

	private static Path find(String program, String path, Path directory) throws IOException {
		List<String> folders = program.contains("/") ? List.of("") : List.of(path.split(File.pathSeparator, -1));
		for (String folder : folders) {
			Path candidate = directory.resolve(folder).resolve(program);
			if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
				return candidate;
			}
		}
		throw new IOException("program \"" + program + "\" "
				+ (program.contains("/") ? "is not an executable file" : "was not found in the directories of PATH"));
	}

}
