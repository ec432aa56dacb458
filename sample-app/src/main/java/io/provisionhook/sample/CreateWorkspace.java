package io.provisionhook.sample;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.provisionhook.WorkspaceRequest;

/**
 * The body of a request to create a workspace. It has no command and no image: these come
 * from the templates that the operator has configured.
 *
 * @param name the name of the workspace
 * @param template the template to start; {@code null} for the default one
 * @param tenant the tenant that owns the workspace; {@code null} for none
 * @param role the role of the agent in the workspace; {@code null} for none
 * @param labels additional attributes by key; {@code null} for none
 * @param requiredVariables the variables that must be present for the workspace to start;
 * {@code null} for none
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
