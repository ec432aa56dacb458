package io.provisionhook.plugin.internal.configuration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConfiguredSslBundle}.
 */
class ConfiguredSslBundleTests {

	private final SslBundle bundle = SslBundle.of(SslStoreBundle.NONE);

	private final SslBundles bundles = new DefaultSslBundleRegistry("acme", this.bundle);

	@Test
	void findReturnsTheBundleOfThatName() {
		assertThat(ConfiguredSslBundle.find(this.bundles, "acme", "acme.ssl-bundle")).isSameAs(this.bundle);
	}

	@Test
	void findWithoutANameReturnsNone() {
		assertThat(ConfiguredSslBundle.find(this.bundles, " ", "acme.ssl-bundle")).isNull();
		assertThat(ConfiguredSslBundle.find(null, null, "acme.ssl-bundle")).isNull();
	}

	@Test
	void findWhenThereIsNoSuchBundleNamesTheProperty() {
		for (SslBundles some : new SslBundles[] { this.bundles, null }) {
			assertThatExceptionOfType(PluginConfigurationException.class)
				.isThrownBy(() -> ConfiguredSslBundle.find(some, "other", "acme.ssl-bundle"))
				.withMessage("Configuration property 'acme.ssl-bundle': there is no SSL bundle 'other'");
		}
	}

}
