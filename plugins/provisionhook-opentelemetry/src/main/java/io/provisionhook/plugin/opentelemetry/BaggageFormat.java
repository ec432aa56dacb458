package io.provisionhook.plugin.opentelemetry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Encodes pairs in the format of W3C Baggage, which OpenTelemetry uses in variables:
 * {@code key=value,key=value}, with percent-encoded values.
 */
final class BaggageFormat {

	private BaggageFormat() {
	}

	static String encode(Map<String, String> pairs) {
		return pairs.entrySet()
			.stream()
			.map((pair) -> pair.getKey() + "=" + encode(pair.getValue()))
			.collect(Collectors.joining(","));
	}

	// A plus sign is no space in this format
	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
