package io.provisionhook.runtime.docker;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.core.DockerClientConfig;
import org.jspecify.annotations.Nullable;

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
 * The name of a container is {@code provisionhook-} and the id of its workspace, so that
 * the engine refuses a second container for a workspace, also if it is that of another
 * host. A label has the generation: a start removes containers of earlier generations,
 * and fails if there is one of a later generation. Containers are found by their labels
 * and identified by their ids, so they can be renamed. They outlive this runtime: if it
 * is closed or its host application dies, its containers go on running, and the next
 * runtime of the same owner can adopt them. Ended containers are kept for their logs and
 * exit codes, up to a maximum number. Thread-safe. <pre class="code">
 * DockerRuntime runtime = DockerRuntime.builder()
 *     .defaults(ContainerSettings.builder().image("registry.example.com/agent:3").build())
 *     .build();</pre>
 *
 * @since 0.1.0
 */
public final class DockerRuntime implements WorkspaceRuntime, AutoCloseable {

	/**
	 * Name of the template for requests without a template.
	 */
	public static final String DEFAULT_TEMPLATE = "default";

	private final EngineConnection connection;

	private final EngineCallExecutor calls;

	private final ContainerTemplates templates;

	private final ContainerLabels labels;

	private final ImagePuller puller;

	private final ImageResolver images;

	private final ContainerClient containers;

	private final ContainerStarter starter;

	private final ContainerRedactors redactors;

	private final ContainerLogReader logs;

	private final ContainerTracker tracker;

	private final Duration gracePeriod;

	private volatile @Nullable String engineId;

	private DockerRuntime(Builder builder) {
		this.templates = builder.templates();
		this.labels = new ContainerLabels(builder.owner);
		this.gracePeriod = builder.gracePeriod;
		EngineAddressResolver resolver = Builder.addressResolver();
		Function<Duration, EngineConnection> connector = builder.connector(resolver);
		Duration pullTimeout = builder.pullTimeout;
		this.connection = connector.apply(builder.responseTimeout.plus(builder.gracePeriod));
		this.calls = new EngineCallExecutor(new EngineExceptionTranslator(this.connection.host()),
				builder.responseTimeout, builder.waitStrategy);
		DockerClient client = this.connection.client();
		this.puller = new ImagePuller(this.calls, () -> connector.apply(pullTimeout), resolver.configuration(),
				pullTimeout, builder.pullStallTimeout);
		this.images = new ImageResolver(this.calls, client, this.puller, builder.pull);
		this.containers = new ContainerClient(this.calls, client, this.labels);
		this.redactors = new ContainerRedactors(this.calls, client);
		this.logs = new ContainerLogReader(this.calls, client, builder.outputLimit);
		this.tracker = new ContainerTracker(this.calls, client, this.labels, this.containers, this.redactors,
				builder.retainedContainers, builder.reconciliationPause);
		this.starter = new ContainerStarter(this.containers,
				new CreateCommandFactory(client, this.labels, builder.logConfig), secretDelivery(builder.secrets),
				this.redactors, this.tracker);
	}

	private SecretDeliveryStrategy secretDelivery(SecretDelivery delivery) {
		return switch (delivery) {
			case ENVIRONMENT -> new EnvironmentSecretDelivery(this.containers);
			case FILE -> new FileSecretDelivery(this.calls, this.connection.client(), this.containers);
		};
	}

	/**
	 * Return a builder of a runtime.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
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
		return this.images.find(this.templates.of(request).requiredImage(), RuntimeProgress.NONE)
			.map(ContainerImage::base);
	}

	@Override
	public List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		return this.templates.of(request).required();
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch)
			throws DockerEngineException, InterruptedException {
		ContainerSettings settings = this.templates.of(launch.request());
		ContainerImage image = this.images.get(settings.requiredImage(), launch.progress());
		return this.starter.start(launch, settings, image);
	}

	@Override
	public void stop(String workspaceId, long generation) throws DockerEngineException, InterruptedException {
		for (WorkspaceContainer container : this.containers.findAll(workspaceId)) {
			if (container.isRunning() && container.generation() <= generation) {
				this.containers.stop(container.id(), this.gracePeriod);
			}
		}
	}

	@Override
	public void remove(String workspaceId, long generation) throws DockerEngineException, InterruptedException {
		stop(workspaceId, generation);
		for (WorkspaceContainer container : this.containers.findAll(workspaceId)) {
			if (container.generation() <= generation) {
				this.containers.remove(container.id());
				this.redactors.remove(container.id());
			}
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
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation, SecretRedactor redactor)
			throws DockerEngineException, InterruptedException {
		Optional<WorkspaceContainer> found = this.containers.find(workspaceId);
		if (found.isEmpty()) {
			return Optional.empty();
		}
		WorkspaceContainer container = found.get();
		WorkspaceExit exit = container.exit();
		boolean other = container.generation() > 0 && container.generation() != generation;
		if (other || (exit == null && !container.isRunning())) {
			return Optional.empty();
		}
		CompletionStage<WorkspaceExit> end = (exit != null) ? CompletableFuture.completedStage(exit)
				: this.tracker.track(workspaceId, container).exit();
		this.redactors.restore(container, redactor);
		return Optional.of(end);
	}

	/**
	 * Return the id of the engine, which is the same for all hosts that use it.
	 */
	@Override
	public String location() throws DockerEngineException, InterruptedException {
		String known = this.engineId;
		if (known == null) {
			known = "docker "
					+ this.calls.call("ask for its id", () -> this.connection.client().infoCmd().exec().getId());
			this.engineId = known;
		}
		return known;
	}

	@Override
	public boolean isRunning(String workspaceId) {
		try {
			return this.containers.findAll(workspaceId).stream().anyMatch(WorkspaceContainer::isRunning);
		}
		catch (DockerEngineException ex) {
			return this.tracker.isExpectedToRun(workspaceId);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.tracker.isExpectedToRun(workspaceId);
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
			return new ByteArrayInputStream(this.logs.read(container.id(), this.redactors.get(container)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while the log was read");
		}
	}

	/**
	 * Close the connection to the engine. Running containers go on running, and futures
	 * of their exits are not completed.
	 */
	@Override
	public void close() {
		this.tracker.close();
		this.calls.close();
		this.puller.close();
		this.connection.close();
	}

	/**
	 * Builder of a {@link DockerRuntime}. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private @Nullable String host;

		private @Nullable String context;

		private ContainerSettings defaults = ContainerSettings.builder().build();

		private final Map<String, ContainerSettings> templates = new LinkedHashMap<>();

		private Duration connectTimeout = Duration.ofSeconds(5);

		@Nullable LogConfig logConfig;

		String owner = "provisionhook";

		PullPolicy pull = PullPolicy.MISSING;

		SecretDelivery secrets = SecretDelivery.ENVIRONMENT;

		Duration responseTimeout = Duration.ofSeconds(30);

		Duration pullTimeout = Duration.ofMinutes(10);

		Duration pullStallTimeout = Duration.ofMinutes(3);

		Duration gracePeriod = Duration.ofSeconds(10);

		int outputLimit = 256 * 1024;

		int retainedContainers = 200;

		Duration reconciliationPause = Duration.ofSeconds(1);

		EngineCallExecutor.WaitStrategy waitStrategy = EngineCallExecutor.REAL_TIME;

		private Builder() {
		}

		/**
		 * Set the address of the engine. By default it is resolved as Docker's command
		 * line does: from {@code DOCKER_HOST}, {@code DOCKER_CONTEXT} or the current
		 * context.
		 * @param host the address, for example {@code unix:///var/run/docker.sock}
		 * @return this builder
		 */
		public Builder host(@Nullable String host) {
			this.host = (host != null && !host.isBlank()) ? host : null;
			return this;
		}

		/**
		 * Set the context of Docker's command line that has the address of the engine. A
		 * host takes precedence.
		 * @param context the name of the context
		 * @return this builder
		 */
		public Builder context(@Nullable String context) {
			this.context = (context != null && !context.isBlank()) ? context : null;
			return this;
		}

		/**
		 * Set the settings of containers; templates and requests can override them.
		 * @param defaults the settings
		 * @return this builder
		 */
		public Builder defaults(ContainerSettings defaults) {
			this.defaults = Objects.requireNonNull(defaults, "'defaults' must not be null");
			return this;
		}

		/**
		 * Add a template.
		 * @param name the name of the template in requests
		 * @param settings the settings that override the defaults
		 * @return this builder
		 */
		public Builder template(String name, ContainerSettings settings) {
			this.templates.put(name, Objects.requireNonNull(settings, "'settings' must not be null"));
			return this;
		}

		/**
		 * Set the owner of the containers. Host applications that share an engine need
		 * different owners, and a host application needs the same owner after a restart.
		 * @param owner the name of the host application
		 * @return this builder
		 */
		public Builder owner(String owner) {
			if (owner.isBlank()) {
				throw new IllegalArgumentException("'owner' must not be blank");
			}
			this.owner = owner;
			return this;
		}

		/**
		 * Set the pull policy; {@link PullPolicy#MISSING} by default.
		 * @param pull the policy
		 * @return this builder
		 */
		public Builder pull(PullPolicy pull) {
			this.pull = Objects.requireNonNull(pull, "'pull' must not be null");
			return this;
		}

		/**
		 * Set the delivery of secrets; {@link SecretDelivery#ENVIRONMENT} by default.
		 * @param secrets the delivery of secrets
		 * @return this builder
		 */
		public Builder secrets(SecretDelivery secrets) {
			this.secrets = Objects.requireNonNull(secrets, "'secrets' must not be null");
			return this;
		}

		/**
		 * Set the log driver of containers; the default of the engine by default.
		 * @param driver the name of the driver
		 * @param options the options of the driver
		 * @return this builder
		 * @throws IllegalArgumentException if the driver is unknown
		 */
		public Builder logDriver(@Nullable String driver, Map<String, String> options) {
			this.logConfig = CreateCommandFactory.logConfig(driver, options);
			return this;
		}

		/**
		 * Set the time limit for connecting to the engine; 5 seconds by default.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = requirePositive("connectTimeout", timeout);
			return this;
		}

		/**
		 * Set the time limit for responses of the engine; 30 seconds by default.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder responseTimeout(Duration timeout) {
			this.responseTimeout = requirePositive("responseTimeout", timeout);
			return this;
		}

		/**
		 * Set the time limit for a pull; 10 minutes by default.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder pullTimeout(Duration timeout) {
			this.pullTimeout = requirePositive("pullTimeout", timeout);
			return this;
		}

		/**
		 * Set the time without progress after which a pull is cancelled; 3 minutes by
		 * default.
		 * @param timeout the time without progress
		 * @return this builder
		 */
		public Builder pullStallTimeout(Duration timeout) {
			this.pullStallTimeout = requirePositive("pullStallTimeout", timeout);
			return this;
		}

		private static Duration requirePositive(String name, Duration timeout) {
			if (timeout.isNegative() || timeout.isZero()) {
				throw new IllegalArgumentException("'" + name + "' must be positive");
			}
			return timeout;
		}

		/**
		 * Set the time between the request to stop and the kill of a workspace; 10
		 * seconds by default.
		 * @param gracePeriod the time; rounded up to seconds
		 * @return this builder
		 */
		public Builder gracePeriod(Duration gracePeriod) {
			if (gracePeriod.isNegative()) {
				throw new IllegalArgumentException("'gracePeriod' must not be negative");
			}
			this.gracePeriod = gracePeriod;
			return this;
		}

		/**
		 * Set the maximum size of the output that is shown of a workspace, the newest;
		 * 256 KiB by default.
		 * @param bytes the number of bytes
		 * @return this builder
		 */
		public Builder outputLimit(int bytes) {
			if (bytes < 1) {
				throw new IllegalArgumentException("'outputLimit' must be at least 1 byte");
			}
			this.outputLimit = bytes;
			return this;
		}

		/**
		 * Set the maximum number of ended containers to keep for their logs and exit
		 * codes; 200 by default.
		 * @param count the number of containers
		 * @return this builder
		 */
		public Builder retainedContainers(int count) {
			if (count < 0) {
				throw new IllegalArgumentException("'retainedContainers' must not be negative");
			}
			this.retainedContainers = count;
			return this;
		}

		/**
		 * Build the runtime. The first request connects to the engine.
		 * @return the runtime
		 * @throws IllegalArgumentException if the context is unknown, or the address of
		 * the engine or its certificates are invalid
		 */
		public DockerRuntime build() {
			return new DockerRuntime(this);
		}

		private ContainerTemplates templates() {
			return new ContainerTemplates(this.defaults, this.templates);
		}

		private static EngineAddressResolver addressResolver() {
			return new EngineAddressResolver(System.getenv(), Path.of(System.getProperty("user.home")));
		}

		private Function<Duration, EngineConnection> connector(EngineAddressResolver resolver) {
			DockerClientConfig config = resolver.resolve(this.host, this.context);
			Duration timeout = this.connectTimeout;
			return (readTimeout) -> new EngineConnection(config, timeout, readTimeout);
		}

	}

}
