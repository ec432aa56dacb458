/**
 * An endpoint at which running workspaces request fresh credentials. A plugin enables it
 * with a {@link io.provisionhook.plugin.credentialendpoint.CredentialGrants} bean, and
 * gives each workspace a token by
 * {@link io.provisionhook.plugin.credentialendpoint.CredentialAccess} and a client,
 * usually a credential helper of git.
 * <p>
 * <b>Protocol.</b> The request is {@code POST /provisionhook/credentials} with
 * {@code Authorization: Bearer <token>} and the form {@code host=github.com}. The
 * response has status 200 and text in the format of git's credential helpers:
 * {@code username=}, {@code password=} and, if known, {@code password_expiry_utc=}. With
 * {@code action=erase} the source discards a credential that the host rejected, if
 * {@code digest} is the output of {@code git hash-object --stdin} for the token of the
 * workspace, a line feed and the password; the response has status 200 and no text. All
 * errors of a token have the same response with status 401. The reference in the response
 * leads the operator to the reason, which is in the log and in the
 * {@link io.provisionhook.plugin.credentialendpoint.CredentialAuditEvent}.
 * <p>
 * <b>Spring Security.</b> The endpoint has its own authentication. Its path needs a
 * separate filter chain that permits all requests and has no protection against CSRF,
 * also on the management port. To permit the path in a chain that authenticates bearer
 * tokens is not enough, since that chain rejects foreign tokens.
 * <p>
 * <b>Filters.</b> Converters, error handlers and CORS settings of Spring MVC and WebFlux
 * do not apply to the endpoint, but filters of a servlet application do. A filter that
 * reads parameters, such as {@code HiddenHttpMethodFilter}, consumes the form and must
 * exclude the path.
 */
@NullMarked
package io.provisionhook.plugin.credentialendpoint;

import org.jspecify.annotations.NullMarked;
