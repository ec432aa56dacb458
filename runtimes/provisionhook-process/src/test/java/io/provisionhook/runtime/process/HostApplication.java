package io.provisionhook.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.WorkspaceState;

/**
 * A host application for tests of what only a JVM of its own can show. Uses nothing that
 * is not on the class path of {@link HostProcess}.
 */
public final class HostApplication {

	// Kept from being collected with its level
	private static final Logger logger = Logger.getLogger(ProcessRuntime.class.getPackageName());

	private HostApplication() {
	}

	public static void main(String[] arguments) throws Exception {
		switch (arguments[0]) {
			case "refused" -> printRefusal();
			case "inherit" -> printLogOfInheritedToken();
			case "exit" -> {
				printPidsOfWorkspace();
				System.exit(0);
			}
			case "wait" -> {
				printPidsOfWorkspace();
				awaitEnd();
			}
			case "leave" -> {
				for (String directory : System.getenv("DIRECTORIES").split(" ", 0)) {
					printPidsOfWorkspace(Path.of(directory));
				}
				awaitEnd();
			}
			case "scripts" -> {
				printLinesOfScripts(Path.of(System.getenv("DIRECTORY")), Path.of(System.getenv("SCRIPTS")));
				awaitEnd();
			}
			case "spared" -> printLeftOfOwnWorkspace(Path.of(System.getenv("DIRECTORY")));
			case "user" -> printRefusalOfUser();
			case "unkillable" -> printErrorOfWorkspaceWithProcessOfRoot(System.getenv("SETPRIV"));
			case "remove" -> printFailureOfRemoval(Path.of(System.getenv("DIRECTORY")), System.getenv("SCRIPT"));
			case "clean" -> printModesAfterCleaning(Path.of(System.getProperty("java.io.tmpdir")));
			case "init" -> printWarningsAndZombies();
			case "end" -> endLeftProcessInOwnSession(Path.of(System.getenv("DIRECTORY")));
			default -> throw new IllegalArgumentException(arguments[0]);
		}
	}

	private static void printRefusal() throws InterruptedException {
		try (ProcessRuntime runtime = Processes.shell("exit 0").build()) {
			runtime.start(Processes.launch("w1", Map.of("GREETING", "gr\u00fc\u00df dich")));
			System.out.println("started");
		}
		catch (IOException ex) {
			System.out.println(ex);
		}
	}

	private static void printErrorOfWorkspaceWithProcessOfRoot(String setpriv) throws Exception {
		logger.setLevel(Level.OFF);
		String script = "[ -z \"$AGAIN\" ] || exit 0; " + setpriv
				+ " --reuid=0 --regid=0 --clear-groups sleep 600 & until [ \"$(stat -c %u /proc/$!)\" = 0 ]; "
				+ "do sleep 0.01; done; echo $!";
		try (ProcessRuntime runtime = Processes.shell(script).inherit(Set.of("PATH")).build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			String id = handler.create(WorkspaceRequest.named("demo").build()).id();
			while (handler.get(id).state() != WorkspaceState.FAILED) {
				TimeUnit.MILLISECONDS.sleep(5);
			}
			System.out.print(Processes.output(runtime, id));
			System.out.println(String.valueOf(handler.get(id).lastSampleError()).replace(id, "ID"));
			System.out.println(runtime.isRunning(id));
			System.in.read();
			System.out.println(runtime.isRunning(id));
			System.out.println("exit code " + Processes.run(runtime, Processes.launch(id, Map.of("AGAIN", "1"))));
		}
	}

	private static void printWarningsAndZombies() throws Exception {
		System.setErr(System.out);
		try (ProcessRuntime runtime = Processes.shell("setsid -f sleep 600; echo started").build()) {
			System.out.println("exit code " + Processes.run(runtime, Processes.launch("w1")));
		}
		System.out.println(LinuxProcess.others().stream().filter(LinuxProcess::isZombie).count() + " zombies");
	}

	private static void printFailureOfRemoval(Path directory, String script) throws Exception {
		logger.setLevel(Level.OFF);
		try (ProcessRuntime runtime = Processes.shell(script).directory(directory).inherit(Set.of("PATH")).build()) {
			System.out.println("exit code " + Processes.run(runtime, Processes.launch("w1")));
			runtime.remove("w1", 1);
			System.out.println("removed");
		}
		catch (IOException ex) {
			System.out.println(ex.getMessage());
		}
	}

	private static void printModesAfterCleaning(Path temporary) throws Exception {
		logger.setLevel(Level.OFF);
		try (ProcessRuntime runtime = Processes.shell("exec sleep 600").user(System.getenv("WORKSPACE_USER")).build()) {
			runtime.start(Processes.launch("w1"));
			new ProcessBuilder("sh", "-c", "rm -rf " + temporary + "/*").start().waitFor();
			runtime.start(Processes.launch("w2"));
			try (Stream<Path> made = Files.walk(temporary)) {
				System.out.println(made.filter((path) -> !path.equals(temporary) && !path.toString().contains("hsperf"))
					.map((path) -> path.getFileName().toString().replaceAll("\\d{3,}", "N") + " " + modeOf(path))
					.sorted()
					.toList());
			}
		}
	}

	private static String modeOf(Path path) {
		try {
			return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void printRefusalOfUser() {
		try {
			ProcessRuntime.builder().user("300000-300009");
			System.out.println("accepted");
		}
		catch (IllegalArgumentException ex) {
			System.out.println(ex.getMessage());
		}
	}

	private static void printLogOfInheritedToken() throws Exception {
		try (ProcessRuntime runtime = Processes.shell("echo token $HOST_TOKEN").inherit(Set.of("HOST_TOKEN")).build();
				WorkspaceHandler handler = WorkspaceHandler.builder(runtime).build()) {
			String id = handler.create(WorkspaceRequest.named("demo").build()).id();
			printOutput(runtime, id);
		}
	}

	private static void awaitEnd() throws InterruptedException {
		new CountDownLatch(1).await(5, TimeUnit.MINUTES);
	}

	private static void printPidsOfWorkspace() throws IOException, InterruptedException {
		printPidsOfWorkspace(null);
	}

	private static void printPidsOfWorkspace(@Nullable Path directory) throws IOException, InterruptedException {
		ProcessRuntime runtime = Processes.shell("trap '' TERM; sleep 600 & echo $$ $!; wait; sleep 600")
			.gracePeriod(Duration.ofMillis(20))
			.directory(directory)
			.user(System.getenv("WORKSPACE_USER"))
			.build();
		runtime.start(Processes.launch("w1"));
		printOutput(runtime, "w1");
	}

	private static void printOutput(ProcessRuntime runtime, String id) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		String output = Processes.output(runtime, id);
		while (output.isEmpty() && System.nanoTime() - deadline < 0) {
			TimeUnit.MILLISECONDS.sleep(5);
			output = Processes.output(runtime, id);
		}
		System.out.print(output);
	}

	private static void printLinesOfScripts(Path directory, Path scripts) throws IOException, InterruptedException {
		ProcessRuntime runtime = Processes.shell(". \"$SCRIPTS/${PWD##*/}\"")
			.directory(directory)
			.user(System.getenv("WORKSPACE_USER"))
			.build();
		Map<String, String> environment = Map.of("SCRIPTS", scripts.toString());
		int count = Objects.requireNonNull(scripts.toFile().list()).length;
		for (int i = 0; i < count; i++) {
			runtime.start(Processes.launch("w" + i, environment));
			printOutput(runtime, "w" + i);
		}
	}

	private static void printLeftOfOwnWorkspace(Path directory) throws IOException, InterruptedException {
		Process other = new ProcessBuilder("sleep", "600").start();
		try (ProcessRuntime runtime = Processes.shell("exit").directory(directory).build()) {
			System.out.print("left: " + runtime.workspaceIds());
			runtime.stop("w1", 1);
		}
		System.out.println(", other is alive: " + other.isAlive());
		other.destroyForcibly();
	}

	private static void endLeftProcessInOwnSession(Path directory) throws IOException, InterruptedException {
		logger.setLevel(Level.OFF);
		long session = LinuxProcess.of(ProcessHandle.current()).orElseThrow().session();
		ProcessHandle.of(session).ifPresent((leader) -> leader.onExit().join());
		Path inputs = Files.createDirectories(directory.resolve(".input"));
		Process left = sleep(Files.createFile(inputs.resolve("w1")));
		Process other = sleep(Files.createFile(directory.resolve("other")));
		try (ProcessRuntime runtime = Processes.shell("exit").directory(directory).build()) {
			runtime.stop("w1", 1);
		}
		System.out.println("left: " + left.waitFor() + ", other is alive: " + other.isAlive());
		other.destroyForcibly();
	}

	private static Process sleep(Path input) throws IOException {
		return new ProcessBuilder("sleep", "600").redirectInput(input.toFile()).start();
	}

}
