package io.provisionhook.runtime.kubernetes.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.provisionhook.testsupport.InstalledTool;

/**
 * Images made of programs of this machine. The node of a cluster gets each when it is
 * first asked for, from several modules perhaps, which does no harm. A cluster that the
 * project has not started has to have images whose names are in environment variables.
 */
final class TestImages {

	private static final List<String> APPLETS = List.of("sh", "awk", "base64", "cat", "df", "echo", "env", "false",
			"grep", "head", "id", "kill", "ls", "mkdir", "printf", "rm", "sed", "seq", "sha256sum", "sleep", "sort",
			"tail", "touch", "tr", "true", "wc");

	private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

	private static final int AGENT = 1000;

	private final ClusterScript script;

	private final Map<String, String> names = new HashMap<>();

	TestImages(ClusterScript script) {
		this.script = script;
	}

	/**
	 * Return an image with the usual commands of busybox, whose command is {@code sh},
	 * whose user has the ID 1000 and which has the variable {@code IMAGE_VARIABLE}.
	 * @return its name
	 */
	String busybox() {
		return name("TEST_KUBERNETES_IMAGE", () -> {
			Map<String, Object> configuration = Map.of("User", String.valueOf(AGENT), "Env",
					List.of("PATH=/bin", "IMAGE_VARIABLE=from-image"), "Cmd", List.of("sh"));
			return new ImageArchive("docker.io/provisionhook-test/busybox:1", configuration, busyboxFiles());
		});
	}

	/**
	 * Return the same without a user, so that its processes run as root.
	 * @return its name
	 */
	String root() {
		return name("TEST_KUBERNETES_ROOT_IMAGE", () -> {
			Map<String, Object> configuration = Map.of("Env", List.of("PATH=/bin"), "Cmd", List.of("sh"));
			return new ImageArchive("docker.io/provisionhook-test/root:1", configuration, busyboxFiles());
		});
	}

	/**
	 * Return the image with the user 1000, git and curl.
	 * @return its name
	 */
	String git() {
		return name("TEST_KUBERNETES_GIT_IMAGE", () -> {
			TarFile files = busyboxFiles();
			List.of("git", "curl").forEach((name) -> {
				InstalledTool.need(name);
				addWithLibraries(files, name);
			});
			// Transfers from a folder run these
			List.of("git-receive-pack", "git-upload-pack")
				.forEach((command) -> files.addLink("/bin/" + command, program("git").toString()));
			files.addDirectory("/usr/share/git-core/templates", 0755, 0);
			Map<String, Object> configuration = Map.of("User", String.valueOf(AGENT), "Env",
					List.of("PATH=/usr/bin:/bin"), "Cmd", List.of("sh"));
			return new ImageArchive("docker.io/provisionhook-test/git:1", configuration, files);
		});
	}

	private static TarFile busyboxFiles() {
		TarFile files = new TarFile();
		files.add("/bin/busybox", program("busybox"));
		APPLETS.forEach((applet) -> files.addLink("/bin/" + applet, "busybox"));
		files.addText("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nagent:x:1000:1000:agent:/home/agent:/bin/sh\n");
		files.addText("/etc/group", "root:x:0:\nagent:x:1000:\n");
		files.addDirectory("/tmp", 01777, 0);
		files.addDirectory("/root", 0700, 0);
		files.addDirectory("/home/agent", 0755, AGENT);
		return files;
	}

	private static void addWithLibraries(TarFile files, String name) {
		Path program = program(name);
		files.add(program.toString(), program);
		String libraries = Commands.run(Map.of(), List.of("ldd", program.toString()));
		List<String> paths = LIBRARY.matcher(libraries).results().map((MatchResult path) -> path.group(1)).toList();
		paths.forEach((library) -> files.add(library, Path.of(library)));
	}

	private static Path program(String name) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("'" + name + "' is not in the PATH"));
	}

	private synchronized String name(String variable, Supplier<ImageArchive> archive) {
		String given = System.getenv().getOrDefault(variable, "");
		if (this.script.isOurs()) {
			return this.names.computeIfAbsent(variable, (missing) -> load(archive.get()));
		}
		InstalledTool.need(KubernetesCluster.TOOL, !given.isEmpty(),
				"The cluster is not that of .ci/kubernetes, and " + variable + " does not name an image");
		return given;
	}

	private String load(ImageArchive image) {
		try {
			Path file = Files.createTempFile("provisionhook-image-", ".tar");
			try {
				image.write(file);
				this.script.run("image", file.toString());
			}
			finally {
				Files.delete(file);
			}
			return image.name();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
