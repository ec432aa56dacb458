package io.provisionhook.plugin.internal.configuration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * Resolves the SSL bundle that a property names.
 *
 * @since 0.1.0
 */
public final class ConfiguredSslBundle {

	private ConfiguredSslBundle() {
	}

	/**
	 * Find a bundle.
	 * @param bundles the bundles of the application; {@code null} if there are none
	 * @param name the value of the property
	 * @param property the full name of the property
	 * @return the bundle; {@code null} if no name is set
	 * @throws PluginConfigurationException if the bundle does not exist
	 */
	public static @Nullable SslBundle find(@Nullable SslBundles bundles, @Nullable String name, String property) {
		if (!StringUtils.hasText(name)) {
			return null;
		}
		try {
			if (bundles != null) {
				return bundles.getBundle(name);
			}
		}
		catch (NoSuchSslBundleException ex) {
			// The same error as without any bundles
		}
		throw new PluginConfigurationException(property, "there is no SSL bundle '" + name + "'",
				"Define it under 'spring.ssl.bundle', or correct the name.");
	}

}
