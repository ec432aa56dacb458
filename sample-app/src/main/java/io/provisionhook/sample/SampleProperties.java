package io.provisionhook.sample;

import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an operator configures of the sample.
 *
 * @param roles Name that an agent has as the author of commits, by its role.
 * @param allowedHosts Names of hosts, beside those of the loopback interface, that
 * requests may be for.
 * @param maxRequestSize Size of the largest body that a request may have.
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue Map<String, String> roles, @DefaultValue Set<String> allowedHosts,
		@DefaultValue("64KB") DataSize maxRequestSize) {
}
