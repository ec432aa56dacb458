package io.provisionhook.plugin.githubappauth;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * A call to GitHub's REST API.
 *
 * @param method the HTTP method
 * @param path the path, below the URL of the API
 * @param body the body as JSON; {@code null} if there is none
 */
record GitHubCall(HttpMethod method, String path, @Nullable String body) {
}
