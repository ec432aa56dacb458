package com.example.artifacts;

import java.net.URI;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the plugin.
 *
 * @param url URL of the artifact server; without it, the plugin does nothing.
 * @param key Key that the artifact server knows this host by.
 * @param order Place among the other mutators.
 */
@ConfigurationProperties("provisionhook.artifact-token")
record ArtifactTokenProperties(URI url, String key, @DefaultValue("310") int order) {

	@Override
	public String toString() {
		return "ArtifactTokenProperties[url=" + this.url + ", order=" + this.order + "]";
	}

}
