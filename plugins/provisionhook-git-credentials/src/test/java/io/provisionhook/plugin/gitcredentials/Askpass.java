package io.provisionhook.plugin.gitcredentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The program that answers git before 2.31, as users take it from the jar.
 */
final class Askpass {

	static final String ENTRY = "io/provisionhook/plugin/gitcredentials/provisionhook-askpass";

	static final String SOURCE = "src/main/resources/" + ENTRY;

	private Askpass() {
	}

	/**
	 * Put the program into a directory.
	 * @param directory the directory
	 * @return the program
	 * @throws IOException if it can't be written
	 */
	static Path install(Path directory) throws IOException {
		Path program = directory.resolve("provisionhook-askpass");
		try (InputStream content = Askpass.class.getClassLoader().getResourceAsStream(ENTRY)) {
			Files.copy(Objects.requireNonNull(content, "the jar has no " + ENTRY), program);
		}
		return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

}
