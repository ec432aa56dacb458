package io.provisionhook.autoconfigure.workspace;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the runtime that starts workspaces as processes.
 *
 * @param templates What a workspace can run, by the name that requests use; "default" is
 * for requests that name none.
 * @param directory Directory in which each workspace gets a directory of its own; a
 * temporary one unless set.
 * @param inherit Names of the variables of the host application that workspaces inherit.
 * @param outputLimit Output of a workspace that is kept in memory.
 * @param gracePeriod Time that a workspace has to end by itself before it is killed.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.process")
public record ProcessRuntimeProperties(@DefaultValue Map<String, Template> templates, @Nullable Path directory,
		@DefaultValue Set<String> inherit, @DefaultValue("256KB") DataSize outputLimit,
		@DefaultValue("10s") Duration gracePeriod) {

	/**
	 * What a workspace can run.
	 *
	 * @param command Program and its arguments.
	 */
	public record Template(@DefaultValue List<String> command) {
	}

}
