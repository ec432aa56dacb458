package io.provisionhook.runtime.docker;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.RequiredVariable;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.redaction.SecretRedactor;
import io.provisionhook.workspace.runtime.RuntimeProgress;
import io.provisionhook.workspace.runtime.WorkspaceExit;
import io.provisionhook.workspace.runtime.WorkspaceLaunch;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Runs each workspace as a container of a Docker engine.
 * <p>
 * A container is called {@code provisionhook-} and the id of its workspace, so that the
 * engine refuses to create two for one workspace, and is found by its labels and known by
 * its id, whatever name somebody gives it. It outlives this runtime: one that was closed,
 * or whose host application died, leaves its containers running, and the next one of the
 * same owner finds them and can take them over. When a container has ended, it is kept
 * for its log and exit code until there are too many of them. Thread-safe.
 * <pre class="code">
 * DockerRuntime runtime = DockerRuntime.builder()
 *     .defaults(ContainerSettings.builder().image("registry.example.com/agent:3").build())
 *     .build();</pre>
 *
 * @since 0.1.0
 */
public final class DockerRuntime implements WorkspaceRuntime, AutoCloseable {

	/**
	 * The template of a request that names none.
	 */
	public static final String DEFAULT_TEMPLATE = "default";

	private final EngineConnection connection;

	private final EngineCalls calls;

	private final ContainerTemplates templates;

	private final ContainerLabels labels;

	private final ImagePulls pulls;

	private final Images images;

	private final Containers containers;

	private final ContainerStarter starter;

	private final ContainerSecrets secrets;

	private final ContainerLogs logs;

	private final ContainerWatch watch;

	private final Duration gracePeriod;

	DockerRuntime(DockerRuntimeBuilder builder) {
		this.templates = builder.templates();
		this.labels = new ContainerLabels(builder.owner);
		this.gracePeriod = builder.gracePeriod;
		EngineAddress address = builder.address();
		Function<Duration, EngineConnection> connector = builder.connector(address);
		Duration pullTimeout = builder.pullTimeout;
		this.connection = connector.apply(builder.responseTimeout.plus(builder.gracePeriod));
		this.calls = new EngineCalls(new EngineErrors(this.connection.host()), builder.responseTimeout,
				builder.waiting);
		DockerClient client = this.connection.client();
		this.pulls = new ImagePulls(this.calls, () -> connector.apply(pullTimeout), address.configuration(),
				pullTimeout, builder.pullStallTimeout);
		this.images = new Images(this.calls, client, this.pulls, builder.pull);
		this.containers = new Containers(this.calls, client, this.labels);
		this.secrets = new ContainerSecrets(new ProcessEnvironments(this.calls, client));
		this.logs = new ContainerLogs(this.calls, client, builder.outputLimit);
		this.watch = new ContainerWatch(this.calls, client, this.labels, this.containers, this.secrets,
				builder.retainedContainers, builder.watchPause);
		this.starter = new ContainerStarter(this.containers, new ContainerSpec(client, this.labels, builder.logConfig),
				handover(builder.secrets), this.secrets, this.watch);
	}

	private SecretHandover handover(SecretDelivery delivery) {
		return switch (delivery) {
			case ENVIRONMENT -> new SecretsInEnvironment(this.containers);
			case FILE -> new SecretsInFile(this.calls, this.connection.client(), this.containers);
		};
	}

	/**
	 * Start building a runtime.
	 * @return a builder
	 */
	public static DockerRuntimeBuilder builder() {
		return new DockerRuntimeBuilder();
	}

	@Override
	public void validate(WorkspaceRequest request) {
		this.templates.of(request);
	}

	@Override
	public BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress)
			throws DockerEngineException, InterruptedException {
		return this.images.refresh(this.templates.of(request).requiredImage(), progress).base();
	}

	@Override
	public Optional<BaseEnvironment> knownEnvironment(WorkspaceRequest request)
			throws DockerEngineException, InterruptedException {
		return this.images.find(this.templates.of(request).requiredImage(), RuntimeProgress.NONE).map(Image::base);
	}

	@Override
	public List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		return this.templates.of(request).required();
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch)
			throws DockerEngineException, InterruptedException {
		ContainerSettings settings = this.templates.of(launch.request());
		Image image = this.images.get(settings.requiredImage(), launch.progress());
		return this.starter.start(launch, settings, image);
	}

	@Override
	public void stop(String workspaceId) throws DockerEngineException, InterruptedException {
		for (WorkspaceContainer container : this.containers.findAll(workspaceId)) {
			if (container.isRunning()) {
				this.containers.stop(container.id(), this.gracePeriod);
			}
		}
	}

	@Override
	public void remove(String workspaceId) throws DockerEngineException, InterruptedException {
		stop(workspaceId);
		for (WorkspaceContainer container : this.containers.findAll(workspaceId)) {
			this.containers.remove(container.id());
			this.secrets.forget(container.id());
		}
	}

	@Override
	public boolean outlivesHost() {
		return true;
	}

	@Override
	public boolean sharesLoopback() {
		return this.templates.shareLoopback();
	}

	@Override
	public Set<String> workspaceIds() throws DockerEngineException, InterruptedException {
		Set<String> ids = new LinkedHashSet<>();
		for (Container container : this.containers.list()) {
			String id = this.labels.workspaceId(container.getLabels());
			if (id != null) {
				ids.add(id);
			}
		}
		return ids;
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, SecretRedactor redactor)
			throws DockerEngineException, InterruptedException {
		Optional<WorkspaceContainer> found = this.containers.find(workspaceId);
		if (found.isEmpty()) {
			return Optional.empty();
		}
		WorkspaceContainer container = found.get();
		WorkspaceExit exit = container.exit();
		if (exit == null && !container.isRunning()) {
			return Optional.empty();
		}
		CompletionStage<WorkspaceExit> end = (exit != null) ? CompletableFuture.completedStage(exit)
				: this.watch.expect(workspaceId, container).exit();
		this.secrets.learn(container, redactor);
		return Optional.of(end);
	}

	@Override
	public boolean isRunning(String workspaceId) {
		try {
			return this.containers.findAll(workspaceId).stream().anyMatch(WorkspaceContainer::isRunning);
		}
		catch (DockerEngineException ex) {
			return this.watch.expectsEndOf(workspaceId);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.watch.expectsEndOf(workspaceId);
		}
	}

	@Override
	public InputStream log(String workspaceId) throws DockerEngineException, InterruptedIOException {
		try {
			Optional<WorkspaceContainer> found = this.containers.find(workspaceId);
			if (found.isEmpty()) {
				return InputStream.nullInputStream();
			}
			WorkspaceContainer container = found.get();
			return new ByteArrayInputStream(this.logs.read(container.id(), this.secrets.redactorFor(container)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while the log was read");
		}
	}

	/**
	 * Let go of the engine. Containers that run go on running, and nobody is told any
	 * more how they end.
	 */
	@Override
	public void close() {
		this.watch.close();
		this.calls.close();
		this.pulls.close();
		this.connection.close();
	}

}
