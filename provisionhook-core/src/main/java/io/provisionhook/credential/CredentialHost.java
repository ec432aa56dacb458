package io.provisionhook.credential;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Host that requires a credential, in canonical form: {@code github.com},
 * {@code git.example.com:8443}, {@code [::1]:8080}. Includes the port, as in git's
 * credential protocol, unless it is the {@linkplain #of default of the protocol}. The
 * final dot of an absolute name is dropped. Immutable.
 *
 * @param value the name in lower case, with the port if there is one
 * @since 0.1.0
 */
public record CredentialHost(String value) {

	private static final int MAX_LENGTH = 260;

	private static final Pattern VALID = Pattern
		.compile("([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\\[[0-9a-f:.]+])\\.?(?::0*([0-9]{1,5}))?");

	private static final Map<String, String> DEFAULT_PORTS = Map.of("http", ":80", "https", ":443");

	/**
	 * Create a host.
	 * @throws IllegalArgumentException if the value is no valid host
	 */
	public CredentialHost {
		Objects.requireNonNull(value, "'value' must not be null");
		Matcher matcher = VALID.matcher(value.toLowerCase(Locale.ROOT));
		if (value.length() > MAX_LENGTH || !matcher.matches()) {
			throw new IllegalArgumentException(
					"'value' must be a host name with an optional port, such as github.com or git.example.com:8443");
		}
		value = matcher.group(1) + ((matcher.group(2) != null) ? ":" + matcher.group(2) : "");
	}

	/**
	 * Return the host of a URL.
	 * @param protocol the protocol of the URL, such as {@code https}
	 * @param host the host as the URL has it
	 * @return the host, without the port if that is the default of the protocol
	 * @throws IllegalArgumentException if the value is no valid host
	 */
	public static CredentialHost of(String protocol, String host) {
		Objects.requireNonNull(protocol, "'protocol' must not be null");
		String value = new CredentialHost(host).value();
		String port = DEFAULT_PORTS.get(protocol.toLowerCase(Locale.ROOT));
		return new CredentialHost(
				(port != null && value.endsWith(port)) ? value.substring(0, value.length() - port.length()) : value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
