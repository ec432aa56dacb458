package io.provisionhook.plugin.vaultsecrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.provisionhook.plugin.internal.upstream.UpstreamException;

/**
 * Reads a credential that somebody else keeps up to date in a file.
 */
final class CredentialFile {

	private CredentialFile() {
	}

	/**
	 * Read a credential.
	 * @param file the file
	 * @param what what is in it, for messages
	 * @return its text, without the white space around it
	 * @throws UpstreamException if there is none that could be sent to Vault
	 */
	static String read(Path file, String what) throws UpstreamException {
		try {
			String credential = Files.readString(file).strip();
			if (credential.isEmpty() || !isPrintable(credential)) {
				throw VaultFailures.system("Vault can't be asked: the file '" + file + "' does not hold " + what);
			}
			return credential;
		}
		catch (IOException ex) {
			throw VaultFailures.system("Vault can't be asked: " + what + " can't be read from '" + file + "' ("
					+ ex.getClass().getSimpleName() + ")");
		}
	}

	/**
	 * Return whether a credential can be sent as a header.
	 * @param credential the credential
	 * @return whether all of it is printable ASCII
	 */
	static boolean isPrintable(String credential) {
		return credential.chars().allMatch((character) -> character > ' ' && character < 0x7f);
	}

}
