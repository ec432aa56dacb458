package io.provisionhook.plugin.credentialendpoint;

import java.util.Optional;

import io.provisionhook.WorkspaceRequest;

/**
 * Knows which workspaces are alive, since a token is good only as long as the life of the
 * workspace that it was issued for. A bean of an application that has no
 * {@link io.provisionhook.workspace.WorkspaceHandler}, or more than one.
 * <p>
 * Implementations are thread-safe and asked once for each request, so they are quick.
 * What they throw fails the request with status 503. <pre class="code">
 * &#64;Bean
 * LiveWorkspaces liveWorkspaces(Agents agents) {
 *     return (workspaceId, generation) -&gt; agents.find(workspaceId)
 *         .filter((agent) -&gt; agent.isAlive() &amp;&amp; agent.starts() == generation)
 *         .map(Agent::request);
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LiveWorkspaces {

	/**
	 * Find a workspace that is being provisioned or running.
	 * @param workspaceId the id of the workspace
	 * @param generation which of its lives the token was issued for, as it was in
	 * {@link io.provisionhook.ProvisionContext#generation()}
	 * @return the request that it was created by; empty if that life is over, or there is
	 * no such workspace
	 */
	Optional<WorkspaceRequest> find(String workspaceId, long generation);

	/**
	 * Have a secret taken out of the output that is kept of a workspace, since the
	 * workspace is about to be given it. Does nothing unless overridden.
	 * @param workspaceId the id of the workspace
	 * @param secret the secret
	 */
	default void redact(String workspaceId, String secret) {
	}

}
