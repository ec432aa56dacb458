package io.provisionhook.sample;

import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the sample.
 *
 * @param roles Author names of commits by role of the agent.
 * @param allowedHosts Host names that requests may use, in addition to those of the
 * loopback interface.
 * @param maxRequestSize Maximum size of the body of a request.
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue Map<String, String> roles, @DefaultValue Set<String> allowedHosts,
		@DefaultValue("64KB") DataSize maxRequestSize) {
}
