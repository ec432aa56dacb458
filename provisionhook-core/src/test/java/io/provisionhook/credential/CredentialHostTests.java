package io.provisionhook.credential;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CredentialHost}.
 */
class CredentialHostTests {

	@ParameterizedTest
	@ValueSource(strings = { "github.com", "git.example.com:8443", "localhost", "127.0.0.1:8080", "[::1]:8080",
			"[fe80::1]", "a", "my_host.internal", "xn--bcher-kva.example" })
	void validHostIsKept(String text) {
		assertThat(new CredentialHost(text)).hasToString(text);
	}

	@Test
	void caseDoesNotMatter() {
		assertThat(new CredentialHost("GitHub.COM:443")).isEqualTo(new CredentialHost("github.com:443"));
	}

	@Test
	void portMatters() {
		assertThat(new CredentialHost("github.com:8443")).isNotEqualTo(new CredentialHost("github.com"));
	}

	@ParameterizedTest
	@CsvSource({ "git.example.test., git.example.test", "git.example.test.:8443, git.example.test:8443",
			"GIT.example.TEST., git.example.test", "localhost., localhost", "127.0.0.1.:80, 127.0.0.1:80",
			"git.example.test:08443, git.example.test:8443", "git.example.test:0, git.example.test:0" })
	void oneDotAtTheEndAndZerosInFrontOfThePortAreDropped(String text, String value) {
		assertThat(new CredentialHost(text)).hasToString(value);
	}

	@ParameterizedTest
	@CsvSource({ "http, git.example.test:80, git.example.test", "https, git.example.test:443, git.example.test",
			"HTTPS, GIT.example.test.:443, git.example.test", "http, git.example.test:0080, git.example.test",
			"http, [::1]:80, [::1]", "https, [::1]:443, [::1]", "https, git.example.test, git.example.test",
			"https, git.example.test:80, git.example.test:80", "http, git.example.test:443, git.example.test:443",
			"https, git.example.test:8443, git.example.test:8443",
			"https, git.example.test:4430, git.example.test:4430", "http, [fe80::80], [fe80::80]",
			"ftp, git.example.test:80, git.example.test:80", "'', git.example.test:443, git.example.test:443" })
	void defaultPortOfTheProtocolIsDropped(String protocol, String text, String value) {
		assertThat(CredentialHost.of(protocol, text)).isEqualTo(new CredentialHost(value)).hasToString(value);
	}

	@Test
	void invalidHostOfUrlIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> CredentialHost.of("https", ":443"))
			.withMessage(
					"'value' must be a host name with an optional port, such as github.com or git.example.com:8443");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "github.com ", "github.com/acme", "https://github.com", "user@github.com",
			"github.com:", "github.com:x", "github.com:123456", "-github.com", "github.com..", "github.com..:8443", ".",
			".github.com", "a\nb", "a\u0000b", "::1", "[::1", "bücher.example", "a b" })
	void invalidHostIsRefusedWithoutItsText(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> new CredentialHost(text))
			.withMessage(
					"'value' must be a host name with an optional port, such as github.com or git.example.com:8443");
	}

	@Test
	void lengthIsLimited() {
		assertThat(new CredentialHost("a".repeat(260)).value()).hasSize(260);
		assertThatIllegalArgumentException().isThrownBy(() -> new CredentialHost("a".repeat(261)));
	}

}
