package io.provisionhook.runtime.process.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.provisionhook.runtime.process.ProcessRuntime;
import io.provisionhook.workspace.runtime.WorkspaceRuntime;

/**
 * Auto-configuration for a {@link ProcessRuntime} that runs the configured templates.
 *
 * @since 0.1.0
 */
@AutoConfiguration(beforeName = "io.provisionhook.autoconfigure.workspace.WorkspaceHandlerAutoConfiguration")
@Conditional(OnProcessTemplatesCondition.class)
@EnableConfigurationProperties(ProcessRuntimeProperties.class)
public final class ProcessRuntimeAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(WorkspaceRuntime.class)
	ProcessRuntime provisionhookProcessRuntime(ProcessRuntimeProperties properties) {
		ProcessRuntime.Builder builder = ProcessRuntime.builder()
			.inherit(properties.inherit())
			.directory(properties.directory())
			.user(properties.user())
			.outputLimit(Math.toIntExact(properties.outputLimit().toBytes()))
			.gracePeriod(properties.gracePeriod())
			.shutdownHook(false);
		properties.templates()
			.forEach((name, template) -> builder.template(name, template.command(), template.user())
				.require(name, template.required()));
		ProcessRuntime runtime = builder.build();
		requireDirectory(runtime, properties.directory());
		return runtime;
	}

	// A directory that can't be used fails the start of the application, not a workspace
	private static void requireDirectory(ProcessRuntime runtime, @Nullable Path directory) {
		try {
			runtime.workspaceIds();
		}
		catch (IOException ex) {
			runtime.close();
			throw new InvalidConfigurationPropertyValueException("provisionhook.process.directory", directory,
					"It can't be used as the directory of workspaces: " + ex);
		}
	}

}
