package io.provisionhook.plugin.opentelemetry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes pairs the way OpenTelemetry wants them in a variable, which is that of W3C
 * Baggage: {@code key=value,key=value}, with percent-encoded values.
 */
final class EncodedPairs {

	private EncodedPairs() {
	}

	static String of(Map<String, String> pairs) {
		return pairs.entrySet()
			.stream()
			.map((pair) -> pair.getKey() + "=" + encode(pair.getValue()))
			.collect(Collectors.joining(","));
	}

	// A plus sign stands for itself in this format
	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
