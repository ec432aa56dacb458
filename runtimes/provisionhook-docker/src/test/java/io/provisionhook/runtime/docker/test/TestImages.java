package io.provisionhook.runtime.docker.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;

import io.provisionhook.testsupport.InstalledTool;

/**
 * Images made of programs of this machine. Each is built when it is first asked for, by
 * two modules at a time perhaps, which does no harm.
 */
public final class TestImages {

	// Few, since an engine that can't use overlays copies them for each container
	private static final List<String> APPLETS = List.of("sh", "awk", "base64", "cat", "df", "echo", "env", "false",
			"grep", "head", "id", "kill", "ls", "mkdir", "printf", "rm", "sed", "seq", "sha256sum", "sleep", "sort",
			"tail", "touch", "tr", "true", "wc");

	private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

	private final DockerClient client;

	TestImages(DockerClient client) {
		this.client = client;
	}

	/**
	 * Return an image with the usual commands of busybox, whose {@code PATH} is
	 * {@code /bin}, whose command is {@code sh} and which has a user {@code agent} with
	 * the id 1000.
	 * @return its name
	 */
	public String busybox() {
		TarFile root = new TarFile();
		root.add("/bin/busybox", program("busybox"));
		APPLETS.forEach((applet) -> root.addLink("/bin/" + applet, "busybox"));
		root.addText("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nagent:x:1000:1000:agent:/home/agent:/bin/sh\n");
		root.addText("/etc/group", "root:x:0:\nagent:x:1000:\n");
		root.addDirectory("/tmp", 01777);
		root.addDirectory("/root", 0700);
		return built("provisionhook-test/busybox:1", root, "FROM scratch", "ADD root.tar /", "ENV PATH=/bin",
				"CMD [\"sh\"]");
	}

	/**
	 * Return the same with git.
	 * @return its name
	 */
	public String git() {
		InstalledTool.need("git");
		TarFile root = withLibraries("git");
		root.addDirectory("/usr/share/git-core/templates", 0755);
		return built("provisionhook-test/git:1", root, "FROM " + busybox(), "ADD root.tar /", "ENV PATH=/usr/bin:/bin");
	}

	/**
	 * Return the same with another shell as {@code sh}.
	 * @param shell the shell
	 * @return its name
	 */
	public String withShell(String shell) {
		InstalledTool.need(shell);
		TarFile root = withLibraries(shell);
		root.addLink("/bin/sh", program(shell).toString());
		return built("provisionhook-test/" + shell + ":1", root, "FROM " + busybox(), "ADD root.tar /",
				"ENV PATH=/bin");
	}

	/**
	 * Return an image with busybox, but without a shell and whatever else.
	 * @return its name
	 */
	public String withoutShell() {
		TarFile root = new TarFile();
		root.add("/bin/sleep", program("busybox"));
		return built("provisionhook-test/shell-less:1", root, "FROM scratch", "ADD root.tar /", "ENV PATH=/bin",
				"CMD [\"sleep\", \"600\"]");
	}

	/**
	 * Build an image.
	 * @param name its name
	 * @param dockerfile the lines of its Dockerfile
	 * @return its name
	 */
	public String built(String name, String... dockerfile) {
		return built(name, new TarFile(), dockerfile);
	}

	private synchronized String built(String name, TarFile root, String... dockerfile) {
		try {
			this.client.inspectImageCmd(name).exec();
		}
		catch (NotFoundException ex) {
			TarFile context = new TarFile();
			context.addText("/Dockerfile", String.join("\n", dockerfile));
			context.add("/root.tar", root.toByteArray());
			this.client.buildImageCmd(context.toInputStream())
				.withTags(Set.of(name))
				.exec(new BuildImageResultCallback())
				.awaitImageId();
		}
		return name;
	}

	private static TarFile withLibraries(String name) {
		TarFile root = new TarFile();
		Path program = program(name);
		root.add(program.toString(), program);
		String libraries = String.join("\n", Commands.run("ldd", program.toString()));
		List<String> paths = LIBRARY.matcher(libraries).results().map((MatchResult path) -> path.group(1)).toList();
		paths.forEach((library) -> root.add(library, Path.of(library)));
		return root;
	}

	private static Path program(String name) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("'" + name + "' is not in the PATH"));
	}

}
