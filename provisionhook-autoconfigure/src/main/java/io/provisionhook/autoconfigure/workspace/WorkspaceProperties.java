package io.provisionhook.autoconfigure.workspace;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the workspace handler.
 *
 * @param concurrency Number of workspaces that are provisioned at a time.
 * @param gitEmailDomain Domain of the email addresses in the git identity of workspaces.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.workspace")
public record WorkspaceProperties(@DefaultValue("16") int concurrency,
		@DefaultValue("workspaces.invalid") String gitEmailDomain) {
}
