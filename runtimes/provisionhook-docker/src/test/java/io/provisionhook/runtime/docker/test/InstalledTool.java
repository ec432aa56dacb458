package io.provisionhook.runtime.docker.test;

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
public final class InstalledTool {

	static final String REQUIRED = "provisionhook.required-tools";

	private InstalledTool() {
	}

	/**
	 * Need a tool.
	 * @param tool the name of the program
	 */
	public static void need(String tool) {
		need(tool, isInstalled(tool), "'" + tool + "' is in the PATH");
	}

	/**
	 * Need a machine on which an engine can be started.
	 */
	static void needEngine() {
		need("dockerd");
		need("dockerd", isInstalled("busybox"), "'busybox' is in the PATH");
		need("dockerd", "root".equals(System.getProperty("user.name")), "the tests run as root");
	}

	private static void need(String tool, boolean present, String description) {
		if (List.of(System.getProperty(REQUIRED, "").split(",", -1)).contains(tool)) {
			assertThat(present).as(description).isTrue();
		}
		assumeThat(present).as(description).isTrue();
	}

	private static boolean isInstalled(String tool) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, tool)));
	}

}
