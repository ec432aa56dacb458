package io.provisionhook.plugin.opentelemetry;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Binds {@link OpenTelemetryProperties} from lines of the form {@code name=value}.
 */
final class OpenTelemetryPropertiesBinder {

	private OpenTelemetryPropertiesBinder() {
	}

	static OpenTelemetryProperties of(String... lines) {
		Map<String, String> source = new LinkedHashMap<>();
		for (String line : lines) {
			int equals = line.indexOf('=');
			source.put(OpenTelemetryProperties.PREFIX + "." + line.substring(0, equals), line.substring(equals + 1));
		}
		return new Binder(new MapConfigurationPropertySource(source)).bindOrCreate(OpenTelemetryProperties.PREFIX,
				OpenTelemetryProperties.class);
	}

}
