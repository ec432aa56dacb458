package io.provisionhook.plugin.githubappauth;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A request for an installation token. Equal requests can share a token. Immutable.
 *
 * @param target the installation
 * @param repositories the names of the repositories that the token is restricted to;
 * empty if it is not restricted
 * @param permissions the permissions that the token is restricted to; empty if it is not
 * restricted
 */
record TokenRequest(InstallationTarget target, List<String> repositories, SortedMap<String, String> permissions) {

	static TokenRequest of(InstallationTarget target, Collection<String> repositories,
			Map<String, String> permissions) {
		return new TokenRequest(target, List.copyOf(new TreeSet<>(repositories)),
				Collections.unmodifiableSortedMap(new TreeMap<>(permissions)));
	}

	/**
	 * Return the body of the request.
	 * @return the JSON object
	 */
	Map<String, Object> body() {
		Map<String, Object> body = new LinkedHashMap<>();
		if (!this.repositories.isEmpty()) {
			body.put("repositories", this.repositories);
		}
		if (!this.permissions.isEmpty()) {
			body.put("permissions", this.permissions);
		}
		return body;
	}

}
