package io.provisionhook.plugin.awssecretsmanager;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.github.tomakehurst.wiremock.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signature of a request to AWS by making it once more, as AWS does.
 *
 * @param accessKey the id of the key that requests have to be signed with
 * @param secretKey the key
 * @param sessionToken the token that belongs to a temporary key, {@code null} for a
 * lasting one
 * @param region the region that requests have to be meant for
 * @param service the service that requests have to be meant for
 */
record SigV4Verifier(String accessKey, String secretKey, @Nullable String sessionToken, String region, String service) {

	private static final Pattern AUTHORIZATION = Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/"
			+ "([^/]+)/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	/**
	 * Say what is wrong with a request.
	 * @param request the request
	 * @return the problem, {@code null} if there is none
	 */
	@Nullable String problemWith(Request request) throws GeneralSecurityException {
		Matcher parts = AUTHORIZATION.matcher(String.valueOf(request.getHeader("Authorization")));
		if (!parts.matches()) {
			return "there is no signature";
		}
		List<String> scope = List.of(parts.group(2), parts.group(3), parts.group(4), "aws4_request");
		String date = String.valueOf(request.getHeader("X-Amz-Date"));
		if (!parts.group(1).equals(this.accessKey)) {
			return "the key is unknown";
		}
		if (!scope.subList(1, 3).equals(List.of(this.region, this.service)) || !date.startsWith(scope.get(0))) {
			return "the signature is for something else";
		}
		Duration age = Duration.between(Instant.from(DATE.parse(date)), Instant.now());
		if (age.abs().compareTo(Duration.ofMinutes(5)) > 0) {
			return "the signature is not from now";
		}
		List<String> signed = List.of(parts.group(5).split(";"));
		if (!signed.containsAll(List.of("host", "x-amz-date", "x-amz-target"))) {
			return "a header is not signed";
		}
		if (this.sessionToken != null && !(signed.contains("x-amz-security-token")
				&& this.sessionToken.equals(request.getHeader("X-Amz-Security-Token")))) {
			return "the token is missing";
		}
		return signature(request, signed, date, scope).equals(parts.group(6)) ? null : "the signature does not match";
	}

	private String signature(Request request, List<String> signed, String date, List<String> scope)
			throws GeneralSecurityException {
		String headers = signed.stream()
			.map((name) -> name + ":" + String.join(",", request.header(name).values()).strip().replaceAll(" +", " ")
					+ "\n")
			.collect(Collectors.joining());
		String canonical = String.join("\n", request.getMethod().getName(), request.getUrl(), "", headers,
				String.join(";", signed), sha256(request.getBody()));
		String text = String.join("\n", "AWS4-HMAC-SHA256", date, String.join("/", scope),
				sha256(canonical.getBytes(StandardCharsets.UTF_8)));
		byte[] key = ("AWS4" + this.secretKey).getBytes(StandardCharsets.UTF_8);
		for (String part : scope) {
			key = hmac(key, part);
		}
		return HexFormat.of().formatHex(hmac(key, text));
	}

	private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(Arrays.copyOf(key, key.length), "HmacSHA256"));
		return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String sha256(byte[] bytes) throws GeneralSecurityException {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
	}

}
