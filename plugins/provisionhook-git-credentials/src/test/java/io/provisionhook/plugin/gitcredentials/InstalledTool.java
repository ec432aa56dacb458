package io.provisionhook.plugin.gitcredentials;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A tool of this machine without which a test is skipped, or fails if the system property
 * {@value #REQUIRED} lists it.
 */
final class InstalledTool {

	static final String REQUIRED = "provisionhook.required-tools";

	private InstalledTool() {
	}

	static void need(String... tools) {
		String path = System.getenv().getOrDefault("PATH", "");
		List<String> required = List.of(System.getProperty(REQUIRED, "").split(",", -1));
		for (String tool : tools) {
			boolean installed = Stream.of(path.split(File.pathSeparator, -1))
				.anyMatch((folder) -> Files.isExecutable(Path.of(folder, tool)));
			if (required.contains(tool)) {
				assertThat(installed).as("'%s' is in the PATH", tool).isTrue();
			}
			assumeThat(installed).as("'%s' is in the PATH", tool).isTrue();
		}
	}

}
