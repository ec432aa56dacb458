package io.provisionhook.sample.git;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the git server.
 *
 * @param host Host and port at which workspaces reach the git server.
 * @param tokenLifetime Lifetime of a token.
 */
@ConfigurationProperties("sample.git")
record GitServerProperties(@DefaultValue("127.0.0.1:8080") String host, @DefaultValue("10s") Duration tokenLifetime) {
}
