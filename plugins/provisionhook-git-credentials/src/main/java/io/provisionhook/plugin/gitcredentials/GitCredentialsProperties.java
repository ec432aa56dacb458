package io.provisionhook.plugin.gitcredentials;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator can decide about the credentials that git gets.
 *
 * @param hosts Hosts that git gets credentials for, each with one way to get them.
 * @param requestTimeout Time after which a request to Bitbucket is given up.
 * @param askpass Path of a program in workspaces that asks for the credentials, for git
 * before 2.31; unless set, git gets a credential helper by its environment.
 * @param order Place of the mutator among the others.
 */
@ConfigurationProperties(GitCredentialsProperties.PREFIX)
record GitCredentialsProperties(@DefaultValue List<HostProperties> hosts, @DefaultValue("5s") Duration requestTimeout,
		@Nullable String askpass, @DefaultValue("350") int order) {

	static final String PREFIX = "provisionhook.git-credentials";

}
