package io.provisionhook.sample;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;

/**
 * The body of a request to create a workspace. There is no command and no image in it:
 * what runs comes from the templates that an operator configured.
 *
 * @param name the name of the workspace
 * @param template the template to start, or {@code null} for the default one
 * @param tenant whom the workspace belongs to
 * @param role what the agent in the workspace is there for
 * @param labels further facts, by key
 * @param requiredVariables the variables without which the workspace must not start
 */
record CreateWorkspace(@Nullable String name, @Nullable String template, @Nullable String tenant, @Nullable String role,
		@Nullable Map<String, String> labels, @Nullable List<String> requiredVariables) {

	WorkspaceRequest toRequest() {
		return WorkspaceRequest.named((this.name != null) ? this.name : "")
			.template(this.template)
			.tenant(this.tenant)
			.role(this.role)
			.labels((this.labels != null) ? this.labels : Map.of())
			.requiredVariables((this.requiredVariables != null) ? this.requiredVariables : List.of())
			.build();
	}

}
