package io.provisionhook.credential;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A host that wants a credential, in one way of writing it: {@code github.com},
 * {@code git.example.com:8443}, {@code [::1]:8080}. The port is part of it, as in git's
 * credential protocol, and left out where it is the default of the scheme. Immutable.
 *
 * @param value the name in lower case, with the port if there is one
 * @since 0.1.0
 */
public record CredentialHost(String value) {

	private static final int MAX_LENGTH = 260;

	private static final Pattern VALID = Pattern
		.compile("([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

	/**
	 * Create a host.
	 * @throws IllegalArgumentException if it is none
	 */
	public CredentialHost {
		Objects.requireNonNull(value, "'value' must not be null");
		value = value.toLowerCase(Locale.ROOT);
		if (value.length() > MAX_LENGTH || !VALID.matcher(value).matches()) {
			throw new IllegalArgumentException("That is no host; one is written as github.com or git.example.com:8443");
		}
	}

	@Override
	public String toString() {
		return this.value;
	}

}
