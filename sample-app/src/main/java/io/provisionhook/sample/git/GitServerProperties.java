package io.provisionhook.sample.git;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator configures of the git server.
 *
 * @param host Host and port under which workspaces reach it.
 * @param tokenLifetime Time that a token is good for.
 */
@ConfigurationProperties("sample.git")
record GitServerProperties(@DefaultValue("127.0.0.1:8080") String host, @DefaultValue("10s") Duration tokenLifetime) {
}
