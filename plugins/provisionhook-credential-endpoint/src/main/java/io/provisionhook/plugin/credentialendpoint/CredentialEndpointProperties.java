package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an operator can decide about the endpoint.
 *
 * @param path Path of the endpoint, below the context path of the application.
 * @param url Base URL under which workspaces reach the host application, to which the
 * path is appended, such as https://host.example.com:8443. Unless set it is the address
 * and port of the web server, on 127.0.0.1 if it has all addresses, which suits processes
 * and not containers.
 * @param managementPort Whether the endpoint is on the management port and not on the
 * main one.
 * @param signingKeys Keys that tokens are signed with, each at least 32 bytes as base64
 * text or where to find that, such as /run/secrets/key or classpath:key. The first one
 * signs and all are accepted. Without any there is a random one, and tokens end with the
 * host application.
 * @param tokenLifetime Time after which a token is not accepted any more, even if its
 * workspace still runs.
 * @param timeout Time in which a credential has to be there.
 * @param requestsPerMinute Number of requests that each workspace can make in a minute;
 * as many can be made at once.
 * @param maxConcurrentRequests Number of requests that can be under way at once.
 * @param maxBodySize Size of the largest body that a request can have.
 */
@ConfigurationProperties(CredentialEndpointProperties.PREFIX)
record CredentialEndpointProperties(@DefaultValue("/provisionhook/credentials") String path, @Nullable String url,
		@DefaultValue("false") boolean managementPort, @DefaultValue List<String> signingKeys,
		@DefaultValue("30d") Duration tokenLifetime, @DefaultValue("20s") Duration timeout,
		@DefaultValue("120") int requestsPerMinute, @DefaultValue("1000") int maxConcurrentRequests,
		@DefaultValue("4KB") DataSize maxBodySize) {

	static final String PREFIX = "provisionhook.credential-endpoint";

	static final String MANAGEMENT_PORT = PREFIX + ".management-port";

	/**
	 * Return the full name of a property.
	 * @param name its name without the prefix
	 * @return the full name
	 */
	static String named(String name) {
		return PREFIX + "." + name;
	}

	/**
	 * Leave out the keys.
	 */
	@Override
	public String toString() {
		return "CredentialEndpointProperties[path=" + this.path + "]";
	}

}
