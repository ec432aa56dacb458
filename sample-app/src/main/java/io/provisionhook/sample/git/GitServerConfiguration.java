package io.provisionhook.sample.git;

import java.io.IOException;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

import io.provisionhook.credential.CredentialHost;

/**
 * The git server, in the profile that shows how workspaces get credentials for it.
 */
@Configuration(proxyBeanMethods = false)
@Profile("git-credentials")
@EnableConfigurationProperties(GitServerProperties.class)
class GitServerConfiguration {

	@Bean
	ShortLivedTokens shortLivedTokens(GitServerProperties properties) {
		return new ShortLivedTokens(new CredentialHost(properties.host()), properties.tokenLifetime());
	}

	@Bean
	GitRepository gitRepository() throws IOException, InterruptedException {
		return new GitRepository();
	}

	@Bean
	ServletRegistrationBean<GitServlet> gitServlet(ShortLivedTokens tokens, GitRepository repository) {
		return new ServletRegistrationBean<>(new GitServlet(tokens, repository), "/git/*");
	}

}
