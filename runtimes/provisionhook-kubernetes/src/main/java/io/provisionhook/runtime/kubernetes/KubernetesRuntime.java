package io.provisionhook.runtime.kubernetes;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
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
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
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
 * Runs each workspace as a Pod of a Kubernetes cluster.
 * <p>
 * The name of a Pod is {@code provisionhook-}, the id of its workspace and the
 * generation, so that the cluster refuses a second Pod for a generation, also if it is
 * that of another host. All values of variables are in immutable Secrets that belong to
 * the Pod. Pods outlive this runtime, and any host of the same owner can adopt them.
 * Ended Pods are kept for their logs and exit codes, up to a maximum number; to stop a
 * workspace is to delete its Pod, and with it its log. Thread-safe. <pre class="code">
 * KubernetesRuntime runtime = KubernetesRuntime.builder()
 *     .namespace("agents")
 *     .template("default", settings)
 *     .build();</pre>
 *
 * @since 0.1.0
 */
public final class KubernetesRuntime implements WorkspaceRuntime, AutoCloseable {

	/**
	 * Name of the template for requests without a template.
	 */
	public static final String DEFAULT_TEMPLATE = "default";

	private final KubernetesClient client;

	private final PodTemplates templates;

	private final PodClient pods;

	private final PodRedactors redactors;

	private final PodLogReader logs;

	private final PodTracker tracker;

	private final PodStarter starter;

	private KubernetesRuntime(Builder builder) {
		Config config = builder.config();
		String namespace = (builder.namespace != null) ? builder.namespace
				: Objects.requireNonNullElse(config.getNamespace(), "default");
		this.templates = new PodTemplates(builder.templates, namespace);
		PodLabels labels = new PodLabels(builder.owner);
		this.client = new KubernetesClientBuilder().withConfig(config)
			.withHttpClientFactory(new JdkHttpClientFactory())
			.withHttpClientBuilderConsumer((http) -> http.addOrReplaceInterceptor("retry-after",
					new RetryAfterInterceptor(builder.responseTimeout)))
			.build();
		this.pods = new PodClient(this.client, this.templates.onlyNamespace(), labels);
		this.redactors = new PodRedactors(this.pods);
		this.logs = new PodLogReader(this.pods, builder.outputLimit);
		this.tracker = new PodTracker(this.pods, this.redactors, builder.retainedPods, builder.watchPeriod,
				builder.retryPause);
		this.starter = new PodStarter(this.pods, new PodFactory(labels), this.redactors, this.tracker,
				new PodStarter.Timeouts(builder.schedulingTimeout, builder.startTimeout, builder.pullTimeout,
						builder.pullRetryTimeout, builder.stopTimeout));
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
		this.templates.namespace(request);
	}

	@Override
	public BaseEnvironment baseEnvironment(WorkspaceRequest request, RuntimeProgress progress) {
		return this.templates.baseEnvironment(request);
	}

	@Override
	public Optional<BaseEnvironment> knownEnvironment(WorkspaceRequest request) {
		return Optional.of(this.templates.baseEnvironment(request));
	}

	@Override
	public List<RequiredVariable> requiredVariables(WorkspaceRequest request) {
		return this.templates.of(request).required();
	}

	@Override
	public CompletionStage<WorkspaceExit> start(WorkspaceLaunch launch)
			throws KubernetesException, InterruptedException {
		WorkspaceRequest request = launch.request();
		return this.starter.start(launch, this.templates.of(request), this.templates.namespace(request));
	}

	@Override
	public void stop(String workspaceId, long generation) throws KubernetesException, InterruptedException {
		for (WorkspacePod pod : this.pods.findAll(workspaceId)) {
			if (!pod.hasEnded() && pod.generation() <= generation) {
				this.starter.remove(pod);
			}
		}
	}

	@Override
	public void remove(String workspaceId, long generation) throws KubernetesException, InterruptedException {
		for (WorkspacePod pod : this.pods.findAll(workspaceId)) {
			if (pod.generation() <= generation) {
				this.starter.remove(pod);
			}
		}
	}

	@Override
	public boolean outlivesHost() {
		return true;
	}

	@Override
	public boolean sharesLoopback() {
		return false;
	}

	@Override
	public Set<String> workspaceIds() throws KubernetesException, InterruptedException {
		Set<String> ids = new LinkedHashSet<>();
		this.pods.list((pod) -> {
			String id = pod.workspaceId();
			if (id != null) {
				ids.add(id);
			}
		});
		return ids;
	}

	@Override
	public Optional<CompletionStage<WorkspaceExit>> adopt(String workspaceId, long generation, SecretRedactor redactor)
			throws KubernetesException, InterruptedException {
		for (WorkspacePod pod : this.pods.findAll(workspaceId)) {
			if (pod.generation() == generation) {
				this.redactors.adopt(pod, redactor);
				WorkspaceExit exit = pod.exit();
				return Optional
					.of((exit != null && pod.isExitComplete()) ? CompletableFuture.completedStage(exit) : track(pod));
			}
		}
		return Optional.empty();
	}

	// It may have changed before it was tracked
	private CompletionStage<WorkspaceExit> track(WorkspacePod pod) throws InterruptedException {
		PodTracker.TrackedPod tracked = this.tracker.track(pod);
		this.tracker.refresh(tracked);
		return tracked.exit();
	}

	@Override
	public boolean isRunning(String workspaceId) {
		try {
			return this.pods.findAll(workspaceId).stream().anyMatch(WorkspacePod::isRunning);
		}
		catch (KubernetesException ex) {
			return isExpectedToRun(workspaceId);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return isExpectedToRun(workspaceId);
		}
	}

	private boolean isExpectedToRun(String workspaceId) {
		return this.tracker.isExpectedToRun((pod) -> workspaceId.equals(pod.workspaceId()) && pod.isRunning());
	}

	@Override
	public InputStream log(String workspaceId) throws KubernetesException, InterruptedIOException {
		try {
			Optional<WorkspacePod> pod = this.pods.findAll(workspaceId).stream().findFirst();
			return pod.isPresent() ? new ByteArrayInputStream(log(pod.get())) : InputStream.nullInputStream();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while the log was read");
		}
	}

	private byte[] log(WorkspacePod pod) throws KubernetesException, InterruptedException {
		return this.logs.read(pod, this.redactors.get(pod));
	}

	/**
	 * Return the time since the API server last proved that it tells of changes of Pods.
	 * @return the age; empty if no Pod was started or adopted yet
	 */
	public Optional<Duration> watchAge() {
		return this.tracker.watch().age();
	}

	/**
	 * Return the age from which on ends of workspaces are not noticed in time.
	 * @return the age
	 */
	public Duration maxWatchAge() {
		return this.tracker.watch().maxAge();
	}

	/**
	 * Return why changes of Pods are not noticed.
	 * @return the last failure without secrets; {@code null} if there is none
	 */
	public @Nullable String watchFailure() {
		return this.tracker.watch().failure();
	}

	/**
	 * Close the connections to the API server. Pods go on running, and futures of their
	 * exits are not completed.
	 */
	@Override
	public void close() {
		this.tracker.close();
		this.client.close();
	}

	/**
	 * Builder of a {@link KubernetesRuntime}. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private static final int RETRIES = 4;

		private static final int RETRY_MILLIS = 200;

		private final Map<String, PodSettings> templates = new LinkedHashMap<>();

		private @Nullable Path kubeconfig;

		private @Nullable String context;

		private @Nullable String namespace;

		private String owner = "provisionhook";

		private Duration connectTimeout = Duration.ofSeconds(5);

		private Duration responseTimeout = Duration.ofSeconds(15);

		private Duration schedulingTimeout = Duration.ofMinutes(5);

		private Duration startTimeout = Duration.ofMinutes(2);

		private Duration pullTimeout = Duration.ofMinutes(10);

		private Duration pullRetryTimeout = Duration.ofMinutes(1);

		private Duration stopTimeout = Duration.ofSeconds(90);

		private int outputLimit = 256 * 1024;

		private int retainedPods = 200;

		Duration watchPeriod = Duration.ofSeconds(30);

		Duration retryPause = Duration.ofSeconds(1);

		private Builder() {
		}

		/**
		 * Set the file with the address of the cluster and with credentials. By default
		 * it is found as kubectl does: {@code KUBECONFIG}, {@code ~/.kube/config}, or the
		 * service account of the Pod that this application runs in.
		 * @param kubeconfig the path of the file
		 * @return this builder
		 */
		public Builder kubeconfig(@Nullable Path kubeconfig) {
			this.kubeconfig = kubeconfig;
			return this;
		}

		/**
		 * Set the context of the kubeconfig; the current one by default.
		 * @param context the name of the context
		 * @return this builder
		 */
		public Builder context(@Nullable String context) {
			this.context = (context != null && !context.isBlank()) ? context : null;
			return this;
		}

		/**
		 * Set the namespace of Pods; that of the context or of the own Pod by default.
		 * @param namespace the name of the namespace, with the placeholders
		 * {@code {tenant}}, {@code {role}} and {@code {template}}; with one of them, Pods
		 * are looked for in all namespaces
		 * @return this builder
		 * @throws IllegalArgumentException if it can't be the name of a namespace
		 */
		public Builder namespace(@Nullable String namespace) {
			this.namespace = (namespace != null && !namespace.isBlank()) ? namespace : null;
			if (this.namespace != null) {
				new PodTemplates(Map.of(), this.namespace);
			}
			return this;
		}

		/**
		 * Add a template.
		 * @param name the name of the template in requests
		 * @param settings the settings of its Pods
		 * @return this builder
		 */
		public Builder template(String name, PodSettings settings) {
			this.templates.put(name, Objects.requireNonNull(settings, "'settings' must not be null"));
			return this;
		}

		/**
		 * Set the owner of the Pods. Host applications with different stores that share a
		 * cluster need different owners, and a host application needs the same owner
		 * after a restart.
		 * @param owner the name of the host application, a possible value of a label
		 * @return this builder
		 * @throws IllegalArgumentException if it can't be the value of a label
		 */
		public Builder owner(String owner) {
			this.owner = new PodLabels(owner).owner();
			return this;
		}

		/**
		 * Set the time limit for connecting to the API server; 5 seconds by default.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = requirePositive("connectTimeout", timeout);
			return this;
		}

		/**
		 * Set the time limit for an answer of the API server; 15 seconds by default. A
		 * call is tried again up to four times if the server fails or is overloaded.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder responseTimeout(Duration timeout) {
			this.responseTimeout = requirePositive("responseTimeout", timeout);
			return this;
		}

		/**
		 * Set the time limit until a node takes a Pod; 5 minutes by default, in which a
		 * cluster can add a node.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder schedulingTimeout(Duration timeout) {
			this.schedulingTimeout = requirePositive("schedulingTimeout", timeout);
			return this;
		}

		/**
		 * Set the time limit until a Pod has started on its node, without the pull of its
		 * image; 2 minutes by default.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder startTimeout(Duration timeout) {
			this.startTimeout = requirePositive("startTimeout", timeout);
			return this;
		}

		/**
		 * Set the time limit for the pull of an image; 10 minutes by default.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder pullTimeout(Duration timeout) {
			this.pullTimeout = requirePositive("pullTimeout", timeout);
			return this;
		}

		/**
		 * Set the time for which a node may try again to pull an image after a failure; 1
		 * minute by default.
		 * @param timeout the time; zero to give up at the first failure
		 * @return this builder
		 */
		public Builder pullRetryTimeout(Duration timeout) {
			if (timeout.isNegative()) {
				throw new IllegalArgumentException("'pullRetryTimeout' must not be negative");
			}
			this.pullRetryTimeout = timeout;
			return this;
		}

		/**
		 * Set the time limit until a Pod has ended after its grace period; 90 seconds by
		 * default. Nodes may take a minute for a Pod that has not started.
		 * @param timeout the time limit
		 * @return this builder
		 */
		public Builder stopTimeout(Duration timeout) {
			this.stopTimeout = requirePositive("stopTimeout", timeout);
			return this;
		}

		private static Duration requirePositive(String name, Duration timeout) {
			if (timeout.isNegative() || timeout.isZero()) {
				throw new IllegalArgumentException("'" + name + "' must be positive");
			}
			return timeout;
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
		 * Set the maximum number of ended Pods to keep for their logs and exit codes; 200
		 * by default.
		 * @param count the number of Pods
		 * @return this builder
		 */
		public Builder retainedPods(int count) {
			if (count < 0) {
				throw new IllegalArgumentException("'retainedPods' must not be negative");
			}
			this.retainedPods = count;
			return this;
		}

		/**
		 * Build the runtime. The first request connects to the API server.
		 * @return the runtime
		 * @throws IllegalArgumentException if the kubeconfig can't be used, or if the
		 * namespace is invalid
		 */
		public KubernetesRuntime build() {
			return new KubernetesRuntime(this);
		}

		private Config config() {
			Config config = read();
			config.setConnectionTimeout(Math.toIntExact(this.connectTimeout.toMillis()));
			config.setRequestTimeout(Math.toIntExact(this.responseTimeout.toMillis()));
			// A connection that is dead would be that of all requests, for many minutes
			config.setHttp2Disable(true);
			config.setRequestRetryBackoffLimit(RETRIES);
			config.setRequestRetryBackoffInterval(RETRY_MILLIS);
			return config;
		}

		private Config read() {
			Path file = this.kubeconfig;
			requireReadable((file != null) ? file.toString() : System.getenv("KUBECONFIG"));
			Config config;
			try {
				config = (file != null) ? Config.fromKubeconfig(this.context, file.toFile())
						: Config.autoConfigure(this.context);
			}
			// Its message may quote the file, and with it a credential
			catch (RuntimeException ex) {
				throw new IllegalArgumentException("the kubeconfig is invalid");
			}
			NamedContext current = config.getCurrentContext();
			if (file != null && current == null) {
				throw new IllegalArgumentException("the kubeconfig has no current context");
			}
			// The library would take another one
			if (this.context != null && (current == null || !this.context.equals(current.getName()))) {
				throw new IllegalArgumentException("the kubeconfig has no context \"" + this.context + "\"");
			}
			return config;
		}

		// As kubectl does, the library ignores files that are missing if there are others
		private static void requireReadable(@Nullable String files) {
			if (files != null && !files.isBlank() && Stream.of(files.split(File.pathSeparator, -1))
				.noneMatch((file) -> Files.isReadable(Path.of(file)))) {
				throw new IllegalArgumentException("\"" + files + "\" is not a kubeconfig that can be read");
			}
		}

	}

}
