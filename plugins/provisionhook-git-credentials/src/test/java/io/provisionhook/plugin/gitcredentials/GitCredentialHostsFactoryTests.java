package io.provisionhook.plugin.gitcredentials;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;
import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GitCredentialHostsFactory}.
 */
class GitCredentialHostsFactoryTests {

	private static final Plugin.Setup SETUP = new Plugin.Setup(
			List.of(source("github-app-auth", "github.com"), source("vault"), source("other", "github.com")),
			List.of());

	private static CredentialSource source(String name, String... hosts) {
		return new CredentialSource() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public Set<CredentialHost> hosts() {
				return Set.copyOf(Arrays.stream(hosts).map(CredentialHost::new).toList());
			}

			@Override
			public Credential credential(CredentialRequest request) {
				return Credential.of("user", "secret-of-" + name, null);
			}

		};
	}

	private static List<GitCredentialHost> hosts(String... properties) {
		try (Plugin plugin = Plugin.of(new SettableClock(), SETUP, properties)) {
			return plugin.hosts.all();
		}
	}

	@Test
	void hostIsTakenOverAsItIsConfigured() {
		assertThat(hosts("hosts[0].host=Git.Example.com:8443", "protocol=http", "tenants=acme,globex", "token=t",
				"hosts[1].host=github.com", "hosts[1].source=vault"))
			.satisfiesExactly((first) -> {
				assertThat(first.host()).hasToString("git.example.com:8443");
				assertThat(first.protocol()).isEqualTo("http");
				assertThat(first.tenants()).containsExactlyInAnyOrder("acme", "globex");
				assertThat(first.source().name()).isEqualTo("token:git.example.com:8443");
				assertThat(first.source().hosts()).containsExactly(first.host());
			}, (second) -> {
				assertThat(second.protocol()).isEqualTo("https");
				assertThat(second.tenants()).isEmpty();
				assertThat(second.source().name()).isEqualTo("vault");
			});
	}

	@Test
	void hostWithoutAWayHasTheOnlySourceThatIsMeantForIt() {
		Plugin.Setup setup = new Plugin.Setup(List.of(source("github-app-auth", "github.com"), source("vault")),
				List.of());
		try (Plugin plugin = Plugin.of(new SettableClock(), setup, "hosts[0].host=github.com")) {
			assertThat(plugin.hosts.all().get(0).source().name()).isEqualTo("github-app-auth");
			assertThat(plugin.hosts.health()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "gitlab.token=t, gitlab:git.example.com", "bitbucket.token=t, bitbucket:git.example.com" })
	void sourceIsNamedAfterItsKindAndHost(String property, String name) {
		assertThat(hosts(property).get(0).source().name()).isEqualTo(name);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = { "hosts[0].host=  | host | it is not set",
			"hosts[0].host=https://github.com | host | 'https://github.com' is not a host",
			"protocol=ssh,token=t | protocol | it is neither https nor http",
			"tenants[0]=,token=t | tenants | it has a tenant without a name",
			"hosts[1].host=GIT.example.com,token=t,hosts[1].token=t | hosts[1].host | 'git.example.com' is the host of "
					+ "'provisionhook.git-credentials.hosts[0]' too",
			"source=nope | source | there is no credential source 'nope'; there are github-app-auth other vault",
			"hosts[0].host=github.com | source | there are several credential sources for 'github.com': github-app-auth "
					+ "other; choose one by its name",
			"x=y | source | there is no credential source for 'git.example.com'; there are github-app-auth other vault",
			"token=t,source=vault | \"\" | it has 'source' and a token",
			"token=t,gitlab.token=t | \"\" | it has 'gitlab' and a token",
			"bitbucket.token=t,gitlab.token=t | \"\" | it has 'bitbucket' and 'gitlab'",
			"token=t,token-file=/t | token-file | it is set although 'provisionhook.git-credentials.hosts[0].token' is "
					+ "too",
			"source=vault,username=me | username | it is set although there is no token",
			"token-file=t | token-file | it is not an absolute path",
			"token-file=glpat-secret | token-file | it is not an absolute path",
			"token-file=/run/{a}/t | token-file | unknown placeholder {a}; there are {workspaceId} {name} {tenant} "
					+ "{role} and {label.<key>}",
			"gitlab.token= | gitlab.token | it is not set",
			"gitlab.token=t,gitlab.token-file=/t | gitlab.token-file | it is set although "
					+ "'provisionhook.git-credentials.hosts[0].gitlab.token' is too",
			"gitlab.token-file=t | gitlab.token-file | it is not an absolute path",
			"bitbucket.client-id=c | bitbucket.token | it is not set",
			"bitbucket.url=bitbucket.org,bitbucket.client-id=c,bitbucket.client-secret=s | bitbucket.url | it is not an http "
					+ "or https URL",
			"bitbucket.url=https://u:p@bitbucket.org,bitbucket.client-id=c,bitbucket.client-secret=s | bitbucket.url | it "
					+ "has more than a host a port and a path",
			"bitbucket.client-secret=s | bitbucket.client-id | it is not set",
			"bitbucket.app-password=p | bitbucket.username | it is not set",
			"bitbucket.token=t,bitbucket.username=me | bitbucket.username | it can't be combined with "
					+ "'provisionhook.git-credentials.hosts[0].bitbucket.token'",
			"bitbucket.token=t,bitbucket.client-id=c | bitbucket.client-id | it can't be combined with "
					+ "'provisionhook.git-credentials.hosts[0].bitbucket.token'",
			"bitbucket.token=t,bitbucket.api-token=c | bitbucket.api-token | it is set although "
					+ "'provisionhook.git-credentials.hosts[0].bitbucket.token' is too",
			"ssl-bundle=acme,bitbucket.client-id=c,bitbucket.client-secret=s | ssl-bundle | there is no SSL bundle "
					+ "'acme'",
			"request-timeout=0s,token=t | request-timeout | it is too short for a request" })
	void mistakeIsExplained(String properties, String property, String problem) {
		String name = (property.startsWith("hosts") || property.startsWith("request")) ? property
				: "hosts[0]" + (property.isEmpty() ? "" : "." + property);
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> hosts(properties.split(",")))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("provisionhook.git-credentials." + name);
				assertThat(ex.getProblem().replace(",", "")).isEqualTo(problem);
				assertThat(ex.getAction()).isNotEmpty().endsWith(".");
				assertThat(ex).hasMessageNotContainingAny("glpat-", "u:p");
			});
	}

	@Test
	void secretOfTwoLinesIsExplainedWithoutIt() {
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> hosts("token=glpat-a\nb"))
			.withMessage(
					"Configuration property 'provisionhook.git-credentials.hosts[0].token': it has a line break or "
							+ "another control character");
	}

	@Test
	void listThatIsEmptyIsExplained() {
		GitCredentialsProperties empty = Plugin.properties(Map.of());
		assertThat(empty.hosts()).isEmpty();
		assertThatExceptionOfType(PluginConfigurationException.class).isThrownBy(() -> Plugin.create(SETUP, empty))
			.withMessage("Configuration property 'provisionhook.git-credentials.hosts': it is empty");
	}

	@Test
	void propertiesDoNotShowSecrets() {
		GitCredentialsProperties properties = Plugin.properties(Map.of("provisionhook.git-credentials.hosts[0].host",
				"git.example.com", "provisionhook.git-credentials.hosts[0].token", "glpat-0",
				"provisionhook.git-credentials.hosts[0].gitlab.token", "glpat-1",
				"provisionhook.git-credentials.hosts[0].bitbucket.client-secret", "glpat-2"));
		GitCredentialsProperties.Host host = properties.hosts().get(0);
		assertThat(properties)
			.hasToString("GitCredentialsProperties[hosts=[Host[host=git.example.com]], requestTimeout=PT5S,"
					+ " askpass=null, order=350]");
		assertThat(List.of(String.valueOf(host.gitlab()), String.valueOf(host.bitbucket())))
			.containsExactly("GitLab[redacted]", "Bitbucket[url=https://bitbucket.org]");
	}

}
