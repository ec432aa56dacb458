package io.provisionhook.plugin.internal.configuration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * Finds the SSL bundle that a property names.
 *
 * @since 0.1.0
 */
public final class ConfiguredSslBundle {

	private ConfiguredSslBundle() {
	}

	/**
	 * Find a bundle.
	 * @param bundles the bundles of the application; {@code null} if there are none
	 * @param name name of the bundle, as the operator has set it
	 * @param property the full name of its property
	 * @return the bundle; {@code null} if no name is set
	 * @throws PluginConfigurationException if there is no such bundle
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
			// There is none, as if there were no bundles at all
		}
		throw new PluginConfigurationException(property, "there is no SSL bundle '" + name + "'",
				"Define it under 'spring.ssl.bundle', or correct the name.");
	}

}
