package com.example.artifacts;

/**
 * The artifact server gave no token. Has no cause, since that of an HTTP client may quote
 * what was sent.
 */
final class ArtifactServerException extends Exception {

	ArtifactServerException(String problem) {
		super("Artifact server: " + problem);
	}

}
