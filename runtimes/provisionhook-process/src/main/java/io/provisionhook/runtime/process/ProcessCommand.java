package io.provisionhook.runtime.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Prepares the process of a workspace: its directory, its input, its command line and its
 * environment. A mistake that would end the process at once fails here instead.
 */
final class ProcessCommand {

	private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

	private static final Charset CHARSET = Charset
		.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

	private ProcessCommand() {
	}

	/**
	 * Prepare the process of a workspace.
	 * @param launch the launch of the workspace
	 * @param command the program and its arguments
	 * @param user the user of the process; that of this process if {@code null}
	 * @param directories the directories of all workspaces
	 * @return a builder that is ready to start
	 * @throws IOException if the process can't be started like this
	 */
	static ProcessBuilder prepare(WorkspaceLaunch launch, List<String> command, @Nullable ProcessUser user,
			WorkspaceDirectories directories) throws IOException {
		String id = launch.workspaceId();
		Map<String, String> environment = launch.environment();
		launch.progress().begin("make directory");
		Path directory = directories.create(id, user);
		List<String> line = withProgramPath(command, environment, directory);
		if (user != null) {
			user.requireHarmless(environment.keySet());
			line = user.command(ProcessUser.ownerOf(directory), line);
		}
		ProcessBuilder builder = new ProcessBuilder(ProcessTree.withOwnSession(line)).directory(directory.toFile())
			.redirectErrorStream(true);
		requireExpressible(environment);
		builder.environment().clear();
		builder.environment().putAll(environment);
		Path input = directories.createInput(id, user, directory);
		builder.environment().put(LinuxProcess.COOKIE, input.toString());
		return builder.redirectInput(input.toFile());
	}

	private static List<String> withProgramPath(List<String> command, Map<String, String> environment, Path directory)
			throws IOException {
		List<String> result = new ArrayList<>(command);
		result.set(0, find(command.get(0), environment.getOrDefault("PATH", DEFAULT_PATH), directory).toString());
		return result;
	}

	// The PATH of the workspace counts, not that of this process
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

	// The JDK replaces characters that the charset of the locale can't encode
	private static void requireExpressible(Map<String, String> environment) throws IOException {
		CharsetEncoder encoder = CHARSET.newEncoder();
		for (Map.Entry<String, String> variable : environment.entrySet()) {
			requireValid(variable.getKey(), variable.getValue());
			if (!encoder.canEncode(variable.getKey()) || !encoder.canEncode(variable.getValue())) {
				throw new IOException("variable " + variable.getKey() + " can't be expressed in " + CHARSET
						+ "; run the host application in a UTF-8 locale such as LC_ALL=C.UTF-8");
			}
		}
	}

	// The JDK checks this too, but its message contains the value
	private static void requireValid(String name, String value) throws IOException {
		if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
			throw new IOException("\"" + name.replaceAll("\\p{Cntrl}", "?") + "\" can't be the name of a variable");
		}
		if (value.indexOf('\0') >= 0) {
			throw new IOException("variable " + name + " has a value with a NUL character");
		}
	}

}
