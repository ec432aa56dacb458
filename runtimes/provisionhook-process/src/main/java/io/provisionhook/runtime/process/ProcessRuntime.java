package io.provisionhook.runtime.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.OutputTail;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Runs each workspace as a process of this machine, for development and for hosts that
 * isolate by other means.
 * <p>
 * What is run comes from the template that the request names, or the one called
 * {@value #DEFAULT_TEMPLATE}. The process gets exactly the environment it is launched
 * with, which starts from those variables of the host's own that were configured to be
 * inherited, and {@code WORKSPACE_COOKIE}, by which its processes are known; a directory
 * of its own, which a restart finds as it was left; and no input. Unless it has a user of
 * its own, it can read what the host application and other workspaces can. Its output is
 * kept in memory up to a limit, the newest bytes of the newest workspaces, and shown with
 * the secrets taken out. When it ends or is stopped, the processes that it started go
 * with it. Closing the runtime, or the end of the JVM, stops whatever runs. Thread-safe.
 * <pre class="code">
 * ProcessRuntime runtime = ProcessRuntime.builder()
 *     .template("default", List.of("sh", "-c", "git init &amp;&amp; ./agent"))
 *     .inherit("PATH")
 *     .build();</pre>
 *
 * @since 0.1.0
 */
public final class ProcessRuntime implements WorkspaceRuntime, AutoCloseable {

	/**
	 * The template that runs if a request names none.
	 */
	public static final String DEFAULT_TEMPLATE = "default";

	private static final Logger logger = System.getLogger(ProcessRuntime.class.getName());

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-process-");

	private final Map<String, ProcessRuntimeBuilder.Template> templates;

	private final @Nullable ProcessUser user;

	private final BaseEnvironment inherited;

	private final WorkspaceDirectories directories;

	private final int outputLimit;

	private final int retainedOutputs;

	private final Duration gracePeriod;

	private final WorkspaceProcess.Starter starter;

	private final @Nullable Thread shutdownHook;

	private final ConcurrentMap<String, WorkspaceProcess> processes = new ConcurrentHashMap<>();

	private final Queue<WorkspaceProcess> ended = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	ProcessRuntime(ProcessRuntimeBuilder builder) {
		this.templates = new LinkedHashMap<>(builder.templates);
		Map<String, String> inherited = new LinkedHashMap<>(System.getenv());
		inherited.keySet().retainAll(builder.inherit);
		this.inherited = BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.HOST, inherited)
			.withUnknownValues(Set.of(LinuxProcess.COOKIE));
		this.user = builder.user;
		this.directories = new WorkspaceDirectories(builder.directory,
				this.templates.values().stream().flatMap((template) -> Stream.ofNullable(userOf(template))).toList());
		this.outputLimit = builder.outputLimit;
		this.retainedOutputs = builder.retainedOutputs;
		this.gracePeriod = builder.gracePeriod;
		this.starter = builder.starter;
		if (ProcessHandle.current().pid() == 1) {
			logger.log(Level.WARNING, "This application is process 1 of its container, which would have to clear away "
					+ "the background processes of workspaces that end; they stay as zombies. Run it under an init: "
					+ "with \"docker run --init\", \"init: true\" in a Compose file, or \"shareProcessNamespace: true\" "
					+ "in a Pod");
		}
		this.shutdownHook = builder.shutdownHook ? new Thread(this::stopAll, "provisionhook-shutdown") : null;
		if (this.shutdownHook != null) {
			Runtime.getRuntime().addShutdownHook(this.shutdownHook);
		}
	}

	/**
	 * Start building a runtime.
	 * @return a builder
	 */
	public static ProcessRuntimeBuilder builder() {
		return new ProcessRuntimeBuilder();
	}

	@Override
	public void validate(WorkspaceRequest request) {
		templateOf(request);
	}

	private ProcessRuntimeBuilder.Template templateOf(WorkspaceRequest request) {
		String name = (request.template() != null) ? request.template() : DEFAULT_TEMPLATE;
		ProcessRuntimeBuilder.Template template = this.templates.get(name);
		if (template == null) {
			throw new IllegalArgumentException("Unknown template \"" + name + "\"; the templates are "
					+ String.join(", ", this.templates.keySet()));
		}
		return template;
	}

	private @Nullable ProcessUser userOf(ProcessRuntimeBuilder.Template template) {
		return (template.user() != null) ? template.user() : this.user;
	}

	/**
	 * Return whom the operating system protects from the workspaces of each template.
	 * @return the weakest isolation of all templates
	 */
	public Isolation isolation() {
		Isolation weakest = Isolation.WORKSPACE;
		for (ProcessRuntimeBuilder.Template template : this.templates.values()) {
			ProcessUser user = userOf(template);
			if (user == null) {
				return Isolation.NONE;
			}
			weakest = user.isRange() ? weakest : Isolation.HOST;
		}
		return weakest;
	}

	@Override
	public BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress) {
		return this.inherited;
	}

	@Override
	public Optional<BaseEnvironment> knownEnvironment(WorkspaceRequest request) {
		return Optional.of(this.inherited);
	}

	@Override
	public List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		return templateOf(request).required();
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch) throws IOException, InterruptedException {
		String id = launch.workspaceId();
		requireOpen();
		launch.progress().begin("look for processes of earlier hosts");
		endLeft(id);
		WorkspaceProcess earlier = this.processes.get(id);
		if (earlier != null) {
			earlier.killRest();
		}
		if (isRunning(id)) {
			throw new IllegalStateException("Workspace '" + id + "' is running already");
		}
		ProcessRuntimeBuilder.Template template = templateOf(launch.request());
		OutputTail output = new OutputTail(this.outputLimit, launch.redactor());
		ProcessBuilder builder = builder(launch, template.command(), userOf(template));
		WorkspaceProcess process = new WorkspaceProcess(id, this.directories, output, this.threads);
		process.exit().thenRun(() -> ended(process));
		launch.progress().begin("start process");
		start(process, builder, earlier);
		if (this.closed) {
			process.kill();
		}
		requireOpen();
		return process.exit();
	}

	private ProcessBuilder builder(WorkspaceLaunch launch, List<String> program, @Nullable ProcessUser user)
			throws IOException {
		String id = launch.workspaceId();
		Map<String, String> environment = launch.environment();
		launch.progress().begin("make directory");
		Path directory = this.directories.create(id, user);
		List<String> command = Executable.resolve(program, environment, directory);
		if (user != null) {
			user.requireHarmless(environment.keySet());
			command = user.command(ProcessUser.ownerOf(directory), command);
		}
		ProcessBuilder builder = new ProcessBuilder(ProcessTree.ofItsOwn(command)).directory(directory.toFile())
			.redirectErrorStream(true);
		NativeEnvironment.replace(builder.environment(), environment);
		Path input = this.directories.createInput(id, user, directory);
		builder.environment().put(LinuxProcess.COOKIE, input.toString());
		return builder.redirectInput(input.toFile());
	}

	// Known before it is there, so that it is ended whatever is thrown
	private void start(WorkspaceProcess process, ProcessBuilder builder, @Nullable WorkspaceProcess earlier)
			throws IOException {
		this.processes.put(process.workspaceId(), process);
		try {
			process.start(builder, this.starter);
		}
		catch (Throwable ex) {
			if (!process.isRunning()) {
				this.processes.computeIfPresent(process.workspaceId(),
						(id, current) -> (current == process) ? earlier : current);
			}
			throw ex;
		}
	}

	private void ended(WorkspaceProcess process) {
		this.ended.add(process);
		if (this.ended.size() > this.retainedOutputs) {
			WorkspaceProcess oldest = this.ended.remove();
			this.processes.remove(oldest.workspaceId(), oldest);
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("The runtime is closed");
		}
	}

	@Override
	public void stop(String workspaceId) throws IOException, InterruptedException {
		WorkspaceProcess process = this.processes.get(workspaceId);
		if (process != null) {
			process.terminate();
			process.awaitEndOrKill(System.nanoTime() + this.gracePeriod.toNanos());
		}
		endLeft(workspaceId);
	}

	/**
	 * {@inheritDoc} That is its directory with all that is in it, and its output.
	 */
	@Override
	public void remove(String workspaceId) throws IOException, InterruptedException {
		stop(workspaceId);
		WorkspaceProcess process = this.processes.remove(workspaceId);
		if (process != null) {
			this.ended.remove(process);
		}
		this.directories.delete(workspaceId);
	}

	private void endLeft(String workspaceId) throws IOException, InterruptedException {
		OrphanedProcesses left = this.directories.left();
		if (left.isRunning(workspaceId)) {
			logger.log(Level.WARNING, "Ending workspace {0}, which an earlier host application left running",
					workspaceId);
			left.end(workspaceId, System.nanoTime() + this.gracePeriod.toNanos());
			this.directories.deleteInput(workspaceId);
		}
	}

	@Override
	public boolean isRunning(String workspaceId) {
		WorkspaceProcess process = this.processes.get(workspaceId);
		return (process != null && process.isRunning()) || isLeft(workspaceId);
	}

	private boolean isLeft(String workspaceId) {
		try {
			return this.directories.left().isRunning(workspaceId);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public Set<String> workspaceIds() throws IOException {
		Set<String> ids = new TreeSet<>(this.processes.keySet());
		ids.addAll(this.directories.left().runningWorkspaceIds());
		return ids;
	}

	/**
	 * Take over a workspace, which works for one that this runtime has started only. One
	 * that an earlier host application has left is ended, for its output goes nowhere.
	 */
	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, SecretRedactor redactor)
			throws IOException, InterruptedException {
		endLeft(workspaceId);
		return Optional.ofNullable(this.processes.get(workspaceId)).map(WorkspaceProcess::exit);
	}

	@Override
	public InputStream log(String workspaceId) {
		WorkspaceProcess process = this.processes.get(workspaceId);
		return (process != null) ? new ByteArrayInputStream(process.output()) : InputStream.nullInputStream();
	}

	/**
	 * Stop whatever runs, and start nothing any more.
	 */
	@Override
	public void close() {
		stopAll();
		if (this.shutdownHook != null) {
			try {
				Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
			}
			catch (IllegalStateException ex) {
				// The JVM is shutting down, so the hook runs or has run
			}
		}
	}

	private void stopAll() {
		this.closed = true;
		long deadline = System.nanoTime() + this.gracePeriod.toNanos();
		this.processes.values().forEach(WorkspaceProcess::terminate);
		for (WorkspaceProcess process : this.processes.values()) {
			try {
				end(process, deadline);
			}
			catch (IOException ex) {
				logger.log(Level.ERROR, ex.getMessage());
			}
		}
		this.directories.close();
	}

	private static void end(WorkspaceProcess process, long deadline) throws IOException {
		try {
			process.awaitEndOrKill(deadline);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			process.kill();
		}
	}

	/**
	 * Whom the operating system protects from workspaces: a process can read the
	 * environment, the memory and the files of each other that runs as the same user.
	 */
	public enum Isolation {

		/**
		 * Nobody: workspaces run as the user of the host application.
		 */
		NONE,

		/**
		 * The host application: workspaces run as another user, which they share.
		 */
		HOST,

		/**
		 * The host application and each workspace: each runs as a user of its own.
		 */
		WORKSPACE

	}

}
