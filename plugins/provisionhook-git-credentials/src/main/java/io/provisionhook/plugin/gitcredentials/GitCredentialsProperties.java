package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator can decide about the credentials that git gets.
 *
 * @param hosts Hosts that git gets credentials for, each with one way to get them.
 * @param requestTimeout Time after which a request to GitLab or Bitbucket is given up.
 */
@ConfigurationProperties(GitCredentialsProperties.PREFIX)
record GitCredentialsProperties(@DefaultValue List<HostProperties> hosts, @DefaultValue("5s") Duration requestTimeout) {

	static final String PREFIX = "provisionhook.git-credentials";

}
