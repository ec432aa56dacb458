package io.provisionhook.plugin.githubappauth;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApiUrl}.
 */
class ApiUrlTests {

	@ParameterizedTest
	@CsvSource({ "https://api.github.com, github.com", "https://API.github.com, github.com",
			"https://ghe.acme.com/api/v3, ghe.acme.com", "https://ghe.acme.com:8443/api/v3, ghe.acme.com:8443",
			"https://ghe.acme.com:443/api/v3, ghe.acme.com", "http://ghe.acme.com:80/api/v3, ghe.acme.com",
			"http://ghe.acme.com:443/api/v3, ghe.acme.com:443", "https://api.acme.ghe.com, acme.ghe.com",
			"https://api.acme.com/api/v3, api.acme.com", "https://acme.ghe.com/api/v3, acme.ghe.com",
			"http://[::1]:8080/api/v3, [::1]:8080" })
	void repositoryHostIsTheHostOfTheRepositories(String baseUrl, String host) {
		assertThat(ApiUrl.parse(baseUrl).repositoryHost()).hasToString(host);
	}

}
