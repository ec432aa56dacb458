/**
 * An endpoint at which running workspaces get fresh credentials of their own. What turns
 * it on is a {@link io.provisionhook.plugin.credentialendpoint.CredentialGrants} bean of
 * a plugin, which gives each workspace a token by
 * {@link io.provisionhook.plugin.credentialendpoint.CredentialAccess} and a program that
 * asks, as a rule a credential helper of git.
 * <p>
 * <b>Protocol.</b> {@code POST /provisionhook/credentials} with
 * {@code Authorization: Bearer <token>} and the form {@code host=github.com}. The answer
 * is 200 and text in the format of git's credential helpers: {@code username=},
 * {@code password=} and, if known, {@code password_expiry_utc=}. With
 * {@code action=erase} the source forgets what the host did not accept, if {@code digest}
 * is what {@code git hash-object --stdin} prints for the token of the workspace, a line
 * feed and the password; the answer is 200 without text. Whatever is wrong with a token,
 * the answer is the same 401. The reference in each refusal leads the operator to the
 * reason, which is in the log and in the
 * {@link io.provisionhook.plugin.credentialendpoint.CredentialAuditEvent}.
 * <p>
 * <b>Spring Security.</b> The endpoint has its own authentication, so its path needs a
 * filter chain of its own that permits everything and has no protection against CSRF,
 * also where the endpoint is on the management port. In a chain that authenticates bearer
 * tokens it is not enough to permit the path: the chain refuses tokens that are not its
 * own.
 * <p>
 * <b>Filters.</b> No converter, error handler or CORS setting of Spring MVC and WebFlux
 * applies to the endpoint, but filters of a servlet application do. One that reads
 * parameters, as {@code HiddenHttpMethodFilter} does, takes the form away from it and has
 * to leave out its path.
 */
@NullMarked
package io.provisionhook.plugin.credentialendpoint;

import org.jspecify.annotations.NullMarked;
