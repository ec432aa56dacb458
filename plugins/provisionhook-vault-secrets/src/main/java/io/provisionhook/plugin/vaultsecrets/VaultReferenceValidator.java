package io.provisionhook.plugin.vaultsecrets;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.plugin.internal.mapping.SecretReference;

/**
 * Validates references to secrets of Vault.
 */
final class VaultReferenceValidator {

	private VaultReferenceValidator() {
	}

	/**
	 * Validate a reference.
	 * @param reference the reference
	 * @throws IllegalArgumentException if the reference is invalid for all workspaces, or
	 * if the name of a workspace could redirect it
	 */
	static void validate(SecretReference reference) {
		String path = reference.path().toString();
		List<String> segments = Arrays.asList(path.split("/", -1));
		if (reference.key() == null) {
			throw new IllegalArgumentException(
					"'" + path + "' lacks a '#' and the key after it; a secret of Vault has fields");
		}
		if (segments.stream().anyMatch((segment) -> segment.isBlank() || segment.equals(".") || segment.equals(".."))) {
			throw new IllegalArgumentException("'" + path + "' has an empty segment, or one that is '.' or '..'");
		}
		if (segments.size() < 2) {
			throw new IllegalArgumentException(
					"'" + path + "' has nothing behind the path that a secrets engine is mounted at");
		}
		if (segments.get(0).startsWith("{") && segments.get(0).endsWith("}")) {
			throw new IllegalArgumentException("'" + path
					+ "' begins with a placeholder, by which a workspace could choose the secrets engine, 'sys' included");
		}
		validateParameters(path, reference.parameters().keySet(), reference.parameters().get("version"));
	}

	private static void validateParameters(String path, Set<String> names, @Nullable String version) {
		names.stream().filter((name) -> !name.equals("version")).findFirst().ifPresent((name) -> {
			throw new IllegalArgumentException(
					"'" + path + "' has an unknown parameter '" + name + "'; there is 'version'");
		});
		if (version != null && !version.matches("[1-9][0-9]{0,8}")) {
			throw new IllegalArgumentException(
					"'" + path + "' has version '" + version + "', which is not a positive number");
		}
	}

}
