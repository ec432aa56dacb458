package io.provisionhook.plugin.tenantconfig;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Binds {@link TenantConfigProperties} from lines of the form {@code name=value}.
 */
final class TenantConfigPropertiesBinder {

	private TenantConfigPropertiesBinder() {
	}

	static TenantConfigProperties of(String... lines) {
		Map<String, String> source = new LinkedHashMap<>();
		for (String line : lines) {
			int equals = line.indexOf('=');
			source.put(TenantConfigProperties.PREFIX + "." + line.substring(0, equals), line.substring(equals + 1));
		}
		return new Binder(new MapConfigurationPropertySource(source)).bindOrCreate(TenantConfigProperties.PREFIX,
				TenantConfigProperties.class);
	}

}
