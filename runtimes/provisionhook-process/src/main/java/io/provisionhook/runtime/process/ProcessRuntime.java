package io.provisionhook.runtime.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * are isolated by other means.
 * <p>
 * The command comes from the template that the request names, or else from the template
 * {@value #DEFAULT_TEMPLATE}. The process has
 * <ul>
 * <li>exactly the environment of the launch, which is based on the inherited variables of
 * the host application, and {@code WORKSPACE_COOKIE}, which identifies the processes of a
 * workspace
 * <li>a directory of its own, which is kept for a restart
 * <li>an empty input
 * <li>the permissions of the host application, unless it has a user of its own.
 * </ul>
 * The output is kept in memory up to a limit, and is redacted when it is read. When the
 * process ends or is stopped, the processes that it has started are stopped as well. All
 * workspaces stop when the runtime is closed or the JVM ends. Thread-safe.
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
	 * The template for requests without a template.
	 */
	public static final String DEFAULT_TEMPLATE = "default";

	private static final Logger logger = System.getLogger(ProcessRuntime.class.getName());

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-process-");

	private final Map<String, Template> templates;

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

	private ProcessRuntime(Builder builder) {
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
		warnIfInit();
		this.shutdownHook = builder.shutdownHook ? new Thread(this::stopAll, "provisionhook-shutdown") : null;
		if (this.shutdownHook != null) {
			Runtime.getRuntime().addShutdownHook(this.shutdownHook);
		}
	}

	private static void warnIfInit() {
		if (ProcessHandle.current().pid() == 1) {
			logger.log(Level.WARNING, "This application is process 1 of its container, which would have to clear away "
					+ "the background processes of workspaces that end; they stay as zombies. Run it under an init: "
					+ "with \"docker run --init\", \"init: true\" in a Compose file, or \"shareProcessNamespace: true\" "
					+ "in a Pod");
		}
	}

	/**
	 * Start building a runtime.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public void validate(WorkspaceRequest request) {
		templateOf(request);
	}

	private Template templateOf(WorkspaceRequest request) {
		String name = (request.template() != null) ? request.template() : DEFAULT_TEMPLATE;
		Template template = this.templates.get(name);
		if (template == null) {
			throw new IllegalArgumentException("Unknown template \"" + name + "\"; the templates are "
					+ String.join(", ", this.templates.keySet()));
		}
		return template;
	}

	private @Nullable ProcessUser userOf(Template template) {
		return (template.user() != null) ? template.user() : this.user;
	}

	/**
	 * Return the isolation of workspaces by the operating system.
	 * @return the weakest isolation of all templates
	 */
	public Isolation isolation() {
		Isolation weakest = Isolation.WORKSPACE;
		for (Template template : this.templates.values()) {
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
		endOrphans(id);
		WorkspaceProcess earlier = this.processes.get(id);
		if (earlier != null) {
			earlier.killRest();
		}
		if (isRunning(id)) {
			throw new IllegalStateException("Workspace '" + id + "' is running already");
		}
		Template template = templateOf(launch.request());
		OutputTail output = new OutputTail(this.outputLimit, launch.redactor());
		ProcessBuilder builder = ProcessCommand.prepare(launch, template.command(), userOf(template), this.directories);
		WorkspaceProcess process = new WorkspaceProcess(id, launch.generation(), this.directories, output,
				this.threads);
		process.exit().thenRun(() -> ended(process));
		launch.progress().begin("start process");
		start(process, builder, earlier);
		if (this.closed) {
			process.kill();
		}
		requireOpen();
		return process.exit();
	}

	// Registered before the start, so that it is stopped after any failure
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
	public void stop(String workspaceId, long generation) throws IOException, InterruptedException {
		WorkspaceProcess process = this.processes.get(workspaceId);
		if (process != null && process.generation() > generation) {
			return;
		}
		if (process != null) {
			process.terminate();
			process.awaitEndOrKill(System.nanoTime() + this.gracePeriod.toNanos());
		}
		endOrphans(workspaceId);
	}

	/**
	 * {@inheritDoc} This includes the files in its directory.
	 */
	@Override
	public void remove(String workspaceId, long generation) throws IOException, InterruptedException {
		stop(workspaceId, generation);
		WorkspaceProcess process = this.processes.get(workspaceId);
		if (process != null && process.generation() > generation) {
			return;
		}
		if (process != null && this.processes.remove(workspaceId, process)) {
			this.ended.remove(process);
		}
		this.directories.delete(workspaceId);
	}

	private void endOrphans(String workspaceId) throws IOException, InterruptedException {
		OrphanedProcesses orphans = this.directories.orphans();
		if (orphans.isRunning(workspaceId)) {
			logger.log(Level.WARNING, "Ending workspace {0}, which an earlier host application left running",
					workspaceId);
			orphans.end(workspaceId, System.nanoTime() + this.gracePeriod.toNanos());
			this.directories.deleteInput(workspaceId);
		}
	}

	@Override
	public boolean isRunning(String workspaceId) {
		WorkspaceProcess process = this.processes.get(workspaceId);
		return (process != null && process.isRunning()) || isOrphaned(workspaceId);
	}

	private boolean isOrphaned(String workspaceId) {
		try {
			return this.directories.orphans().isRunning(workspaceId);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public Set<String> workspaceIds() throws IOException {
		Set<String> ids = new TreeSet<>(this.processes.keySet());
		ids.addAll(this.directories.orphans().runningWorkspaceIds());
		return ids;
	}

	/**
	 * Adopt a workspace that this runtime has started. A process of an earlier host
	 * application is ended instead, since its output can't be read any more.
	 */
	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation, SecretRedactor redactor)
			throws IOException, InterruptedException {
		endOrphans(workspaceId);
		return Optional.ofNullable(this.processes.get(workspaceId))
			.filter((process) -> process.generation() == generation)
			.map(WorkspaceProcess::exit);
	}

	/**
	 * Return the id of the directory of workspaces. A temporary directory, or one that
	 * another host application uses, is a place of its own.
	 */
	@Override
	public String location() throws IOException {
		return this.directories.location();
	}

	@Override
	public InputStream log(String workspaceId) {
		WorkspaceProcess process = this.processes.get(workspaceId);
		return (process != null) ? new ByteArrayInputStream(process.output()) : InputStream.nullInputStream();
	}

	/**
	 * Stop all workspaces, and refuse to start further ones.
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
				awaitEndOrKill(process, deadline);
			}
			catch (IOException ex) {
				logger.log(Level.ERROR, ex.getMessage());
			}
		}
		this.directories.close();
	}

	private static void awaitEndOrKill(WorkspaceProcess process, long deadline) throws IOException {
		try {
			process.awaitEndOrKill(deadline);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			process.kill();
		}
	}

	/**
	 * Isolation of workspaces by the operating system. A process can read the
	 * environment, the memory and the files of other processes with the same user.
	 */
	public enum Isolation {

		/**
		 * No isolation: workspaces run as the user of the host application.
		 */
		NONE,

		/**
		 * The host application is isolated: workspaces share another user.
		 */
		HOST,

		/**
		 * The host application and each workspace are isolated: each workspace has its
		 * own user.
		 */
		WORKSPACE

	}

	/**
	 * The command of a workspace, and its settings.
	 *
	 * @param command the program and its arguments
	 * @param user the user of the process; that of the runtime if {@code null}
	 * @param required the required variables of the program
	 */
	private record Template(List<String> command, @Nullable ProcessUser user, List<RequiredVariable> required) {
	}

	/**
	 * Builds a {@link ProcessRuntime}. Not thread-safe.
	 */
	public static final class Builder {

		/**
		 * Maximum number of ended workspaces whose output is kept.
		 */
		int retainedOutputs = 200;

		WorkspaceProcess.Starter starter = ProcessBuilder::start;

		private final Map<String, Template> templates = new LinkedHashMap<>();

		private final Set<String> inherit = new LinkedHashSet<>();

		private @Nullable ProcessUser user;

		private @Nullable Path directory;

		private int outputLimit = 256 * 1024;

		private Duration gracePeriod = Duration.ofSeconds(10);

		private boolean shutdownHook = true;

		private Builder() {
		}

		/**
		 * Add a template.
		 * @param name the name of the template in requests
		 * @param command the program and its arguments; a program without a slash is
		 * looked up in the {@code PATH} of the workspace
		 * @return this builder
		 * @throws IllegalArgumentException if the command is empty
		 */
		public Builder template(String name, List<String> command) {
			return template(name, command, null);
		}

		/**
		 * Add a template with a user.
		 * @param name the name of the template in requests
		 * @param command the program and its arguments; a program without a slash is
		 * looked up in the {@code PATH} of the workspace
		 * @param user the user, as in {@link #user(String)}; that of the runtime if
		 * {@code null}
		 * @return this builder
		 * @throws IllegalArgumentException if the command is empty, or if processes can't
		 * run as the user
		 */
		public Builder template(String name, List<String> command, @Nullable String user) {
			if (command.isEmpty()) {
				throw new IllegalArgumentException("Command of template \"" + name + "\" must not be empty");
			}
			this.templates.put(name,
					new Template(List.copyOf(command), (user != null) ? ProcessUser.of(user) : null, List.of()));
			return this;
		}

		/**
		 * Set the required variables of a template. A workspace is not started without
		 * them.
		 * @param template the name of a template that was added before
		 * @param names the names of the variables; {@code API_KEY|OAUTH_TOKEN} for one of
		 * several
		 * @return this builder
		 * @throws IllegalArgumentException if there is no such template, or if a name is
		 * invalid
		 */
		public Builder require(String template, Collection<String> names) {
			List<RequiredVariable> required = names.stream().map(RequiredVariable::of).toList();
			if (this.templates.computeIfPresent(template,
					(name, present) -> new Template(present.command(), present.user(), required)) == null) {
				throw new IllegalArgumentException("There is no template \"" + template + "\"");
			}
			return this;
		}

		/**
		 * Set the user that workspaces run as; that of the host application by default.
		 * Either the name or the id of one user for all workspaces, or a range of ids
		 * such as {@code 300000-365535}. With a range each workspace has its own user, as
		 * long as its directory exists, and only then workspaces are isolated from each
		 * other.
		 * @param user the user; that of the host application if {@code null}
		 * @return this builder
		 * @throws IllegalArgumentException if there is no such user, or if processes
		 * can't run as that user, because the host application is not root or the system
		 * has no {@code setpriv}
		 */
		public Builder user(@Nullable String user) {
			this.user = (user != null) ? ProcessUser.of(user) : null;
			return this;
		}

		/**
		 * Add variables of the host application that workspaces inherit; none by default.
		 * Sources of secrets and mutators may override them.
		 * @param names the names of the variables
		 * @return this builder
		 */
		public Builder inherit(Collection<String> names) {
			this.inherit.addAll(names);
			return this;
		}

		/**
		 * Set the directory that contains the directories of workspaces; a temporary
		 * directory by default, which is deleted when the runtime is closed.
		 * @param directory the directory, which is created when it is needed
		 * @return this builder
		 */
		public Builder directory(@Nullable Path directory) {
			this.directory = directory;
			return this;
		}

		/**
		 * Set the maximum size of the output that is kept for a workspace; 256 KiB by
		 * default.
		 * @param bytes the number of bytes
		 * @return this builder
		 */
		public Builder outputLimit(int bytes) {
			if (bytes < 1) {
				throw new IllegalArgumentException("'bytes' must be at least 1");
			}
			this.outputLimit = bytes;
			return this;
		}

		/**
		 * Set the time between the request to end and the kill of a workspace that does
		 * not end; 10 seconds by default.
		 * @param gracePeriod the time
		 * @return this builder
		 */
		public Builder gracePeriod(Duration gracePeriod) {
			this.gracePeriod = Objects.requireNonNull(gracePeriod, "'gracePeriod' must not be null");
			return this;
		}

		/**
		 * Set whether a shutdown hook stops all workspaces when the JVM ends without
		 * {@link ProcessRuntime#close()}; {@code true} by default.
		 * @param shutdownHook whether to add a shutdown hook
		 * @return this builder
		 */
		public Builder shutdownHook(boolean shutdownHook) {
			this.shutdownHook = shutdownHook;
			return this;
		}

		/**
		 * Build the runtime.
		 * @return the runtime
		 */
		public ProcessRuntime build() {
			return new ProcessRuntime(this);
		}

	}

}
