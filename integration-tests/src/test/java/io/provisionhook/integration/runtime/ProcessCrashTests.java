package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The process runtime in a host application that is killed.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Looks for processes in /proc")
class ProcessCrashTests extends CrashContract {

	private static final String VARIABLE = MortalHost.WORKSPACE + "=";

	@Override
	List<String> runtime() {
		return List.of("provisionhook.process.directory=" + directory().resolve("workspaces"),
				"provisionhook.process.templates.default.command=sleep,3600", "provisionhook.process.inherit=PATH",
				"provisionhook.process.trusted-workspaces=true");
	}

	@AfterEach
	@Override
	void endAll() {
		ProcessHandle.allProcesses()
			.filter((process) -> workspaceOf(process).findAny().isPresent())
			.forEach(ProcessHandle::destroyForcibly);
	}

	@Override
	Map<String, Integer> running() {
		Map<String, Integer> running = new TreeMap<>();
		ProcessHandle.allProcesses()
			.flatMap(this::workspaceOf)
			.forEach((workspace) -> running.merge(workspace, 1, Integer::sum));
		return running;
	}

	private Stream<String> workspaceOf(ProcessHandle process) {
		Path proc = Path.of("/proc", String.valueOf(process.pid()));
		try {
			boolean ofThisTest = Files.readSymbolicLink(proc.resolve("cwd")).startsWith(directory().toRealPath());
			String environment = ofThisTest ? Files.readString(proc.resolve("environ"), StandardCharsets.ISO_8859_1)
					: "";
			return Stream.of(environment.split("\0", -1))
				.filter((variable) -> variable.startsWith(VARIABLE))
				.map((variable) -> variable.substring(VARIABLE.length()));
		}
		catch (IOException ex) {
			// It has ended, or belongs to another user
			return Stream.empty();
		}
	}

}
