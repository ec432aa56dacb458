package io.provisionhook.autoconfigure.workspace;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.provisionhook.workspace.OnInterruption;
import io.provisionhook.workspace.OnOrphan;
import io.provisionhook.workspace.OnShutdown;

/**
 * Settings of the workspace handler.
 *
 * @param concurrency Number of workspaces that are provisioned at a time.
 * @param gitEmailDomain Domain of the email addresses in the git identity of workspaces.
 * @param onInterruption What becomes of a workspace whose provisioning an earlier run of
 * the application did not finish.
 * @param onOrphan What becomes of a workspace that the runtime has and of which there is
 * no record.
 * @param onShutdown What becomes of running workspaces when the application stops, if
 * their runtime lets them outlive it.
 * @param reconciliationInterval Time after which workspaces of an earlier run are
 * compared with the runtime again, if that was not possible at the start.
 * @since 0.1.0
 */
@ConfigurationProperties("provisionhook.workspace")
public record WorkspaceProperties(@DefaultValue("16") int concurrency,
		@DefaultValue("workspaces.invalid") String gitEmailDomain, @DefaultValue("fail") OnInterruption onInterruption,
		@DefaultValue("report") OnOrphan onOrphan, @DefaultValue("keep") OnShutdown onShutdown,
		@DefaultValue("5s") Duration reconciliationInterval) {
}
