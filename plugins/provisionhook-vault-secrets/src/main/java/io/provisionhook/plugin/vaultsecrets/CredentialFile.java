package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads credentials from files that other processes keep up to date.
 */
final class CredentialFile {

	private CredentialFile() {
	}

	/**
	 * Read a credential.
	 * @param file the file
	 * @param name the name of the credential, for error messages
	 * @return the credential, without leading and trailing white space
	 * @throws UpstreamException if the file can't be read or has no valid credential
	 */
	static String read(Path file, String name) throws UpstreamException {
		try {
			String credential = Files.readString(file).strip();
			if (credential.isEmpty() || !isPrintable(credential)) {
				throw VaultFailures.system("Vault can't be asked: the file '" + file + "' does not hold " + name);
			}
			return credential;
		}
		catch (IOException ex) {
			throw VaultFailures.system("Vault can't be asked: " + name + " can't be read from '" + file + "' ("
					+ ex.getClass().getSimpleName() + ")");
		}
	}

	/**
	 * Return whether a text can be sent as a header.
	 * @param text the text
	 * @return whether the text is printable ASCII
	 */
	static boolean isPrintable(String text) {
		return text.chars().allMatch((character) -> character > ' ' && character < 0x7f);
	}

}
