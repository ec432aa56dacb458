package com.example.artifacts;

import java.time.Instant;

/**
 * A token for the artifact server.
 *
 * @param value the token itself
 * @param expiresAt until when it is good
 */
record ArtifactToken(String value, Instant expiresAt) {

	@Override
	public String toString() {
		return "ArtifactToken[expiresAt=" + this.expiresAt + "]";
	}

}
