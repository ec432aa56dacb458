package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the endpoint.
 *
 * @param path Path of the endpoint, below the context path of the application.
 * @param url Base URL at which workspaces reach the host application, without the path,
 * such as https://host.example.com:8443. Defaults to the address and port of the web
 * server, or to 127.0.0.1 if the server is bound to all addresses; containers need an
 * explicit URL.
 * @param managementPort Whether to expose the endpoint on the management port instead of
 * the main one.
 * @param signingKeys Keys that sign and verify tokens, each as base64 text of at least 32
 * bytes or as the location of such text, such as /run/secrets/key or classpath:key. The
 * first key signs, all keys verify. Defaults to a random key, so that tokens become
 * invalid when the host application stops.
 * @param tokenLifetime Time before a token expires, even if its workspace still runs.
 * @param timeout Time before a request fails if the source has not provided a credential.
 * @param requestsPerMinute Maximum number of requests of each workspace in a minute; all
 * of them may be concurrent.
 * @param maxConcurrentRequests Maximum number of concurrent requests.
 * @param maxBodySize Maximum size of the body of a request.
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

	@Override
	public String toString() {
		return "CredentialEndpointProperties[path=" + this.path + "]";
	}

}
