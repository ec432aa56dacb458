package io.provisionhook.plugin.awssecretsmanager;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.provisionhook.plugin.internal.mapping.SecretReference;

/**
 * Rules of AWS Secrets Manager for references.
 */
final class AwsSecretReferences {

	static final String VERSION = "version";

	static final String STAGE = "stage";

	private static final Set<String> PARAMETERS = Set.of(VERSION, STAGE);

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]+");

	private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:secretsmanager:([a-z0-9-]+):\\d{12}:secret:(.+)");

	private AwsSecretReferences() {
	}

	/**
	 * Check a reference.
	 * @param reference the reference
	 * @param region the region of the secrets
	 * @throws IllegalArgumentException if it is invalid; the message is meant for the
	 * operator
	 */
	static void check(SecretReference reference, String region) {
		Set<String> unknown = new TreeSet<>(reference.parameters().keySet());
		unknown.removeAll(PARAMETERS);
		if (!unknown.isEmpty()) {
			throw new IllegalArgumentException(
					"unknown parameter '" + unknown.iterator().next() + "'; there are 'version' and 'stage'");
		}
		if (reference.parameters().size() > 1) {
			throw new IllegalArgumentException("parameters 'version' and 'stage' exclude each other");
		}
		String path = reference.path().toString();
		requireName(path.startsWith("arn:") ? nameIn(path, region) : path, path);
	}

	private static String nameIn(String arn, String region) {
		Matcher parts = ARN.matcher(arn);
		if (!parts.matches()) {
			throw new IllegalArgumentException("'" + arn + "' is not the ARN of a secret");
		}
		if (!parts.group(1).equals(region)) {
			throw new IllegalArgumentException(
					"'" + arn + "' is not in region " + region + ", which secrets are read from");
		}
		String name = parts.group(2);
		// The last six characters of an ARN are optional, so a placeholder value could
		// complete it to the ARN of another secret
		if (PLACEHOLDER.matcher(name.substring(name.lastIndexOf('/') + 1)).find()) {
			throw new IllegalArgumentException("'" + arn + "' has a placeholder in the last segment of an ARN, where"
					+ " it could make the ARN of another secret; use the name of the secret");
		}
		return name;
	}

	private static void requireName(String name, String path) {
		if (!NAME.matcher(PLACEHOLDER.matcher(name).replaceAll("x")).matches()) {
			throw new IllegalArgumentException("'" + path + "' can't be the name of a secret; only letters, digits"
					+ " and / _ + = . @ ! - can be in one");
		}
	}

}
