package io.provisionhook.runtime.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.RequiredVariable;

/**
 * Builds a {@link ProcessRuntime}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ProcessRuntimeBuilder {

	final Map<String, Template> templates = new LinkedHashMap<>();

	@Nullable ProcessUser user;

	final Set<String> inherit = new LinkedHashSet<>();

	@Nullable Path directory;

	int outputLimit = 256 * 1024;

	/**
	 * Of how many workspaces that have ended the output is kept.
	 */
	int retainedOutputs = 200;

	Duration gracePeriod = Duration.ofSeconds(10);

	boolean shutdownHook = true;

	WorkspaceProcess.Starter starter = ProcessBuilder::start;

	ProcessRuntimeBuilder() {
	}

	/**
	 * Add a template.
	 * @param name the name by which requests ask for it
	 * @param command the program and its arguments; a program without a slash is looked
	 * for in the {@code PATH} of the workspace
	 * @return this builder
	 */
	public ProcessRuntimeBuilder template(String name, List<String> command) {
		return template(name, command, null);
	}

	/**
	 * Add a template whose processes run as a user of their own.
	 * @param name the name by which requests ask for it
	 * @param command the program and its arguments; a program without a slash is looked
	 * for in the {@code PATH} of the workspace
	 * @param user the user, as in {@link #user(String)}; that of the runtime if
	 * {@code null}
	 * @return this builder
	 * @throws IllegalArgumentException if the command is empty, or processes can't run as
	 * the user
	 */
	public ProcessRuntimeBuilder template(String name, List<String> command, @Nullable String user) {
		if (command.isEmpty()) {
			throw new IllegalArgumentException("Command of template \"" + name + "\" must not be empty");
		}
		this.templates.put(name,
				new Template(List.copyOf(command), (user != null) ? ProcessUser.of(user) : null, List.of()));
		return this;
	}

	/**
	 * Set the variables without which the program of a template can't do its work, so
	 * that no workspace starts without them.
	 * @param template the name of a template that was added before
	 * @param names the names of the variables; {@code API_KEY|OAUTH_TOKEN} for one of
	 * several
	 * @return this builder
	 * @throws IllegalArgumentException if there is no such template, or no variable can
	 * have such a name
	 */
	public ProcessRuntimeBuilder require(String template, Collection<String> names) {
		List<RequiredVariable> required = names.stream().map(RequiredVariable::of).toList();
		if (this.templates.computeIfPresent(template,
				(name, present) -> new Template(present.command(), present.user(), required)) == null) {
			throw new IllegalArgumentException("There is no template \"" + template + "\"");
		}
		return this;
	}

	/**
	 * Set the user that workspaces run as: the name or the id of one for all, or a range
	 * of ids such as {@code 300000-365535}, of which each workspace gets one of its own
	 * for as long as its directory is there. Only with a range are workspaces protected
	 * from each other. Unless told otherwise they run as the user of the host
	 * application, and can read what that can.
	 * @param user the user; that of the host application if {@code null}
	 * @return this builder
	 * @throws IllegalArgumentException if there is no such user, or processes can't run
	 * as it since the host application is not root or the system has no {@code setpriv}
	 */
	public ProcessRuntimeBuilder user(@Nullable String user) {
		this.user = (user != null) ? ProcessUser.of(user) : null;
		return this;
	}

	/**
	 * Let workspaces inherit variables of the host application; none unless told
	 * otherwise. What they are launched with overrides them.
	 * @param names the names of the variables
	 * @return this builder
	 */
	public ProcessRuntimeBuilder inherit(Collection<String> names) {
		this.inherit.addAll(names);
		return this;
	}

	/**
	 * Set the directory in which each workspace gets a directory of its own. Unless told
	 * otherwise it is a temporary one, which goes when the runtime is closed.
	 * @param directory the directory; created when it is needed
	 * @return this builder
	 */
	public ProcessRuntimeBuilder directory(@Nullable Path directory) {
		this.directory = directory;
		return this;
	}

	/**
	 * Set how much output of a workspace is kept; 256 KiB unless told otherwise.
	 * @param bytes the number of bytes
	 * @return this builder
	 */
	public ProcessRuntimeBuilder outputLimit(int bytes) {
		if (bytes < 1) {
			throw new IllegalArgumentException("'bytes' must be at least 1");
		}
		this.outputLimit = bytes;
		return this;
	}

	/**
	 * Set how long a workspace may take to end after it was asked to, before it is
	 * killed; 10 seconds unless told otherwise.
	 * @param gracePeriod the time
	 * @return this builder
	 */
	public ProcessRuntimeBuilder gracePeriod(Duration gracePeriod) {
		this.gracePeriod = Objects.requireNonNull(gracePeriod, "'gracePeriod' must not be null");
		return this;
	}

	/**
	 * Set whether what runs is stopped when the JVM ends, even if nobody closes the
	 * runtime; it is unless told otherwise.
	 * @param shutdownHook whether to add a shutdown hook
	 * @return this builder
	 */
	public ProcessRuntimeBuilder shutdownHook(boolean shutdownHook) {
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

	/**
	 * What a workspace can run.
	 *
	 * @param command the program and its arguments
	 * @param user the user that it runs as; that of the runtime if {@code null}
	 * @param required the variables without which it can't do its work
	 */
	record Template(List<String> command, @Nullable ProcessUser user, List<RequiredVariable> required) {
	}

}
