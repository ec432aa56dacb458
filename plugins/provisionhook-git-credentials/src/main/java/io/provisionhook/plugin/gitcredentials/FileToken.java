package io.provisionhook.plugin.gitcredentials;

import java.nio.file.Path;

/**
 * A token as a file has it now.
 *
 * @param file the file
 * @param token the token
 */
record FileToken(Path file, String token) {

	@Override
	public String toString() {
		return "FileToken[file=" + this.file + "]";
	}

}
