package io.provisionhook.plugin.credentialendpoint;

import java.util.Optional;

import io.provisionhook.WorkspaceRequest;

/**
 * Finds live workspaces, since a token is valid only for the generation of the workspace
 * that it was issued for. Applications that do not have exactly one
 * {@link io.provisionhook.workspace.WorkspaceHandler} define a bean of this type.
 * <p>
 * Implementations must be thread-safe, and quick, since they are called for each request.
 * If they throw an exception, the request fails with status 503. <pre class="code">
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
	 * @param generation the {@linkplain io.provisionhook.ProvisionContext#generation()
	 * generation} of the workspace that the token was issued for
	 * @return the request of the workspace; empty if there is no such workspace or that
	 * generation has ended
	 */
	Optional<WorkspaceRequest> find(String workspaceId, long generation);

	/**
	 * Redact a secret in the retained output of a workspace. Called before the workspace
	 * receives the secret. Does nothing by default.
	 * @param workspaceId the id of the workspace
	 * @param secret the secret
	 */
	default void redact(String workspaceId, String secret) {
	}

}
