package io.provisionhook.plugin.gcpsecretmanager;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.plugin.internal.configuration.PluginConfigurationException;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.mapping.SecretReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link GcpSecretNames}.
 */
class GcpSecretNamesTests {

	private final GcpSecretNames names = new GcpSecretNames("acme-project", null);

	@ParameterizedTest
	@ValueSource(strings = { "db", "{tenant}-db#password", "db?version=5", "db?version=latest", "db?version=my_alias",
			"projects/example.com:p/secrets/db", "projects/{tenant}/secrets/{label.a b}" })
	void referenceThatTheServiceCanResolveIsAccepted(String text) {
		assertThatNoException().isThrownBy(() -> check(this.names, text));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					db?stage=a | unknown parameter 'stage'; there is 'version'
					db?version=a.b | 'a.b' is neither the number of a version nor an alias
					db?version=../5 | '../5' is neither the number of a version nor an alias
					my db | 'my db' can't be the name of a secret; only letters, digits, _ and - can be in one, unless it is projects/<project>/secrets/<secret>
					prod/db | 'prod/db' is not of the form projects/<project>/secrets/<secret>, with /locations/<location> in between if the secret is regional; a version goes behind it, as ?version=1
					projects/p/secrets/db/versions/5 | 'projects/p/secrets/db/versions/5' is not of the form projects/<project>/secrets/<secret>, with /locations/<location> in between if the secret is regional; a version goes behind it, as ?version=1
					projects/p/locations/europe-west3/secrets/db | 'projects/p/locations/europe-west3/secrets/db' is not where secrets are read from, which has no location; see provisionhook.gcp-secret-manager.location
					""")
	void referenceThatTheServiceCanNotResolveIsRefused(String text, String problem) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> check(this.names, text))
			.withMessage(problem);
	}

	@Test
	void locationOfReferenceHasToBeThatOfThePlugin() {
		GcpSecretNames regional = new GcpSecretNames("acme-project", "europe-west3");
		assertThatNoException().isThrownBy(() -> check(regional, "projects/p/locations/europe-west3/secrets/db"));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> check(regional, "projects/p/secrets/db"))
			.withMessage("'projects/p/secrets/db' is not where secrets are read from, which is location europe-west3;"
					+ " see provisionhook.gcp-secret-manager.location");
	}

	@Test
	void withoutProjectEachReferenceHasToNameOne() {
		GcpSecretNames none = new GcpSecretNames(null, null);
		assertThatNoException().isThrownBy(() -> check(none, "projects/p/secrets/db"));
		PluginConfigurationException failure = catchThrowableOfType(PluginConfigurationException.class,
				() -> check(none, "db"));
		assertThat(failure).hasMessage("Configuration property 'provisionhook.gcp-secret-manager.project': it is not"
				+ " set, and neither the environment nor the credentials name a project");
		assertThat(failure.getAction())
			.isEqualTo("Set the property, or name the project in each reference: projects/<project>/secrets/<secret>.");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "db, -, -, projects/acme-project/secrets/db/versions/latest",
					"db, 5, -, projects/acme-project/secrets/db/versions/5",
					"db, -, europe-west3, projects/acme-project/locations/europe-west3/secrets/db/versions/latest",
					"projects/p/secrets/db, 5, -, projects/p/secrets/db/versions/5" })
	void nameHasProjectLocationAndVersion(String path, @Nullable String version, @Nullable String location,
			String name) {
		assertThat(new GcpSecretNames("acme-project", location)
			.version(new SecretLocation(path, (version != null) ? Map.of("version", version) : Map.of())))
			.isEqualTo(name);
	}

	private static void check(GcpSecretNames names, String text) {
		names.check(SecretReference.parse(text));
	}

}
