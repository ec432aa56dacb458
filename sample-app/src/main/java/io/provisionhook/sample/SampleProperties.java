package io.provisionhook.sample;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an operator configures of the sample.
 *
 * @param roles Name that an agent has as the author of commits, by its role.
 * @param maxRequestSize Size of the largest body that a request may have.
 */
@ConfigurationProperties("sample")
record SampleProperties(@DefaultValue Map<String, String> roles, @DefaultValue("64KB") DataSize maxRequestSize) {
}
