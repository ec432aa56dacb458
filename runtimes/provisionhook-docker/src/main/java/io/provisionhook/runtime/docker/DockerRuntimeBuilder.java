package io.provisionhook.runtime.docker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.core.DockerClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link DockerRuntime}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class DockerRuntimeBuilder {

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

	Duration watchPause = Duration.ofSeconds(1);

	EngineCalls.Waiting waiting = EngineCalls.REAL_TIME;

	DockerRuntimeBuilder() {
	}

	/**
	 * Set where the engine is. Unless told otherwise it is found as the command line of
	 * Docker finds it: by {@code DOCKER_HOST}, {@code DOCKER_CONTEXT} or the current
	 * context.
	 * @param host the address, for example {@code unix:///var/run/docker.sock}
	 * @return this builder
	 */
	public DockerRuntimeBuilder host(@Nullable String host) {
		this.host = (host != null && !host.isBlank()) ? host : null;
		return this;
	}

	/**
	 * Set the context of Docker's command line that says where the engine is; a host
	 * counts more.
	 * @param context the name of the context
	 * @return this builder
	 */
	public DockerRuntimeBuilder context(@Nullable String context) {
		this.context = (context != null && !context.isBlank()) ? context : null;
		return this;
	}

	/**
	 * Set how containers are made unless a template or a request says otherwise.
	 * @param defaults the settings
	 * @return this builder
	 */
	public DockerRuntimeBuilder defaults(ContainerSettings defaults) {
		this.defaults = Objects.requireNonNull(defaults, "'defaults' must not be null");
		return this;
	}

	/**
	 * Add a template.
	 * @param name the name by which requests ask for it
	 * @param settings what is different from the defaults
	 * @return this builder
	 */
	public DockerRuntimeBuilder template(String name, ContainerSettings settings) {
		this.templates.put(name, Objects.requireNonNull(settings, "'settings' must not be null"));
		return this;
	}

	/**
	 * Set whose containers these are. Hosts that share an engine need different owners,
	 * and a host needs the same one after a restart.
	 * @param owner the name of the host application
	 * @return this builder
	 */
	public DockerRuntimeBuilder owner(String owner) {
		if (owner.isBlank()) {
			throw new IllegalArgumentException("'owner' must not be blank");
		}
		this.owner = owner;
		return this;
	}

	/**
	 * Set when images are pulled; if they are missing, unless told otherwise.
	 * @param pull the policy
	 * @return this builder
	 */
	public DockerRuntimeBuilder pull(PullPolicy pull) {
		this.pull = Objects.requireNonNull(pull, "'pull' must not be null");
		return this;
	}

	/**
	 * Set how secrets get into containers; as part of their environment unless told
	 * otherwise.
	 * @param secrets the way
	 * @return this builder
	 */
	public DockerRuntimeBuilder secrets(SecretDelivery secrets) {
		this.secrets = Objects.requireNonNull(secrets, "'secrets' must not be null");
		return this;
	}

	/**
	 * Set which driver keeps the output of containers; the engine's default unless told
	 * otherwise.
	 * @param driver the name of the driver
	 * @param options its options
	 * @return this builder
	 * @throws IllegalArgumentException if the name is not known
	 */
	public DockerRuntimeBuilder logDriver(@Nullable String driver, Map<String, String> options) {
		this.logConfig = ContainerSpec.logConfig(driver, options);
		return this;
	}

	/**
	 * Set how long a connection may take; 5 seconds unless told otherwise.
	 * @param timeout the time
	 * @return this builder
	 */
	public DockerRuntimeBuilder connectTimeout(Duration timeout) {
		this.connectTimeout = requirePositive("connectTimeout", timeout);
		return this;
	}

	/**
	 * Set how long the engine may take to answer; 30 seconds unless told otherwise.
	 * @param timeout the time
	 * @return this builder
	 */
	public DockerRuntimeBuilder responseTimeout(Duration timeout) {
		this.responseTimeout = requirePositive("responseTimeout", timeout);
		return this;
	}

	/**
	 * Set how long a pull may take; 10 minutes unless told otherwise.
	 * @param timeout the time
	 * @return this builder
	 */
	public DockerRuntimeBuilder pullTimeout(Duration timeout) {
		this.pullTimeout = requirePositive("pullTimeout", timeout);
		return this;
	}

	/**
	 * Set how long a pull may make no progress before it is given up; 3 minutes unless
	 * told otherwise.
	 * @param timeout the time
	 * @return this builder
	 */
	public DockerRuntimeBuilder pullStallTimeout(Duration timeout) {
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
	 * Set how long a workspace may take to end after it was asked to, before it is
	 * killed; 10 seconds unless told otherwise.
	 * @param gracePeriod the time, in whole seconds
	 * @return this builder
	 */
	public DockerRuntimeBuilder gracePeriod(Duration gracePeriod) {
		if (gracePeriod.isNegative()) {
			throw new IllegalArgumentException("'gracePeriod' must not be negative");
		}
		this.gracePeriod = gracePeriod;
		return this;
	}

	/**
	 * Set how much output of a workspace is shown, the newest; 256 KiB unless told
	 * otherwise.
	 * @param bytes the number of bytes
	 * @return this builder
	 */
	public DockerRuntimeBuilder outputLimit(int bytes) {
		if (bytes < 1) {
			throw new IllegalArgumentException("'outputLimit' must be at least 1 byte");
		}
		this.outputLimit = bytes;
		return this;
	}

	/**
	 * Set how many containers that have ended are kept, for their logs and exit codes;
	 * 200 unless told otherwise.
	 * @param count the number of containers
	 * @return this builder
	 */
	public DockerRuntimeBuilder retainedContainers(int count) {
		if (count < 0) {
			throw new IllegalArgumentException("'retainedContainers' must not be negative");
		}
		this.retainedContainers = count;
		return this;
	}

	/**
	 * Build the runtime. The engine is not asked anything yet.
	 * @return the runtime
	 * @throws IllegalArgumentException if there is no such context, or the address of the
	 * engine or its certificates are of no use
	 */
	public DockerRuntime build() {
		return new DockerRuntime(this);
	}

	ContainerTemplates templates() {
		return new ContainerTemplates(this.defaults, this.templates);
	}

	EngineAddress address() {
		return new EngineAddress(System.getenv(), Path.of(System.getProperty("user.home")));
	}

	Function<Duration, EngineConnection> connector(EngineAddress address) {
		DockerClientConfig config = address.find(this.host, this.context);
		Duration timeout = this.connectTimeout;
		return (silence) -> new EngineConnection(config, timeout, silence);
	}

}
