package io.provisionhook.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Secrets of all shapes, and which parts of each nobody may see. Nothing of these parts
 * turns up by itself.
 */
public enum SecretShape {

	/**
	 * Pretty service account.
	 */
	PRETTY_SERVICE_ACCOUNT(
			"""
					{
					  "type": "service_account",
					  "project_id": "agents-prod",
					  "private_key_id": "087301457e15f93fd61a0736ac3a33fc51c7d852",
					  "private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvRDFOxEzf5FJtRBZRAJyu5BKaCKvsYFJGufE0w6HjwXmDMwmctuUHtirNLU0\\nnR7n5FdmueGDmblocOKFm7BEKAT3TqFZA7oIzMc0pYJzvItJ17FO6bBlKu8y0Xx7\\ngslTkmH3cmPtbx0Bhc2F+A==\\n-----END PRIVATE KEY-----\\n",
					  "client_email": "agents@agents-prod.iam.gserviceaccount.com",
					  "token_uri": "https://oauth2.googleapis.com/token"
					}
					""",
			"087301457e15f93fd61a0736ac3a33fc51c7d852",
			"MIIEvRDFOxEzf5FJtRBZRAJyu5BKaCKvsYFJGufE0w6HjwXmDMwmctuUHtirNLU0",
			"nR7n5FdmueGDmblocOKFm7BEKAT3TqFZA7oIzMc0pYJzvItJ17FO6bBlKu8y0Xx7", "gslTkmH3cmPtbx0Bhc2F+A=="),

	/**
	 * Compact service account.
	 */
	COMPACT_SERVICE_ACCOUNT(
			"{\"type\":\"service_account\",\"private_key_id\":\"4b1de69f02c87a35bd1f4ea97c60d258e3fb9a17\","
					+ "\"private_key\":\"-----BEGIN PRIVATE KEY-----\\n"
					+ "MIIEvorPmoE5TZ9dliic8dCO9DDTZlJf0Dju5aSqdWssjo12ftQyz0HLEvN7TbK4\\n"
					+ "obB2OlatoaybhHitbwJuQ5gKeiOLS4GMtbtK4FEzkQxYISTCguXPeGq0eKoNy5cQ\\n"
					+ "-----END PRIVATE KEY-----\\n\",\"client_email\":\"agents@agents-prod.iam.gserviceaccount.com\"}",
			"4b1de69f02c87a35bd1f4ea97c60d258e3fb9a17",
			"MIIEvorPmoE5TZ9dliic8dCO9DDTZlJf0Dju5aSqdWssjo12ftQyz0HLEvN7TbK4",
			"obB2OlatoaybhHitbwJuQ5gKeiOLS4GMtbtK4FEzkQxYISTCguXPeGq0eKoNy5cQ"),

	/**
	 * Key file.
	 */
	KEY_FILE("""
			-----BEGIN PRIVATE KEY-----
			MIIEv0uyVsOYYDVJXRhovvuUvBEwJSuBVKpbYeZjCpQrWH10dkcxaP50Aqg6hnb5
			iMPqayL86nKISEgBCm2NyEN5qBHLVar1uFJtGed4GJDwuDosUovYndV5ei5Zb5n6
			qA31m4lbDWmIq7==
			-----END PRIVATE KEY-----
			""", "MIIEv0uyVsOYYDVJXRhovvuUvBEwJSuBVKpbYeZjCpQrWH10dkcxaP50Aqg6hnb5",
			"iMPqayL86nKISEgBCm2NyEN5qBHLVar1uFJtGed4GJDwuDosUovYndV5ei5Zb5n6", "qA31m4lbDWmIq7=="),

	/**
	 * URL with password.
	 */
	URL_WITH_PASSWORD("postgres://agent:xK%409%2FvQ2%25mW%2Bz7Lp@db.example.com:5432/agents?sslmode=require",
			"xK%409%2FvQ2%25mW%2Bz7Lp", "xK@9/vQ2%mW+z7Lp"),

	/**
	 * URL with token.
	 */
	URL_WITH_TOKEN("https://ghp_aQ3x1p5jBdeMGSbVfwbZ@git.example.com/team/repository.git", "ghp_aQ3x1p5jBdeMGSbVfwbZ"),

	/**
	 * Webhook.
	 */
	WEBHOOK("https://hooks.example.com/services/T0zoYfe8C/B6dQcS2hj/U75neHgL2dxEq8A5vlsK",
			"T0zoYfe8C/B6dQcS2hj/U75neHgL2dxEq8A5vlsK"),

	/**
	 * URL with quotes.
	 */
	URL_WITH_QUOTES("https://agent:pq\"Rt'8zLm5kWx@git.example.com/", "pq\"Rt'8zLm5kWx"),

	/**
	 * Connection string.
	 */
	CONNECTION_STRING(
			"Server=tcp:db.example.com,1433;Initial Catalog=agents;User ID=agent;Pwd=hV5+tN!8qLz2xR;Encrypt=True",
			"hV5+tN!8qLz2xR"),

	/**
	 * Quoted connection string.
	 */
	QUOTED_CONNECTION_STRING("Data Source=db.example.com;User ID=agent;Password=\"aZ9\"\"kQ;7vM4\"", "aZ9\"kQ;7vM4"),

	/**
	 * Keywords.
	 */
	KEYWORDS("host=db.example.com user=agent password='jT\\'4 mQ\\\\8wZc' dbname=agents", "jT'4 mQ\\8wZc"),

	/**
	 * Storage account.
	 */
	STORAGE_ACCOUNT(
			"DefaultEndpointsProtocol=https;AccountName=agents;AccountKey="
					+ "K1VZSJpFesNe8OKlUHTOfW4cyXWuXynyK9KsTsga/eZpKt0+VCsiY14xLFe732ImrnWW0zEBBt3pdzn0Mr4gQQ=="
					+ ";EndpointSuffix=core.windows.net",
			"K1VZSJpFesNe8OKlUHTOfW4cyXWuXynyK9KsTsga/eZpKt0+VCsiY14xLFe732ImrnWW0zEBBt3pdzn0Mr4gQQ=="),

	/**
	 * JDBC URL.
	 */
	JDBC_URL("jdbc:postgresql://db.example.com/agents?user=agent&password=gW7%26kP3z%3DnR5tY", "gW7%26kP3z%3DnR5tY",
			"gW7&kP3z=nR5tY"),

	/**
	 * Cache URL.
	 */
	CACHE_URL("rediss://:pY4cW8mZ2tK6vH@cache.example.com:6379/0", "pY4cW8mZ2tK6vH"),

	/**
	 * Authorization.
	 */
	AUTHORIZATION("Authorization: Bearer Qm4xZ7.kT2v-R9_wLp5sN8y", "Qm4xZ7.kT2v-R9_wLp5sN8y"),

	/**
	 * Headers.
	 */
	HEADERS("authorization=Basic%20" + base64("agent:YIi9l9qhyjd3wPmx").replace("=", "%3D")
			+ ",x-tenant-key=CkX9CBZ5EtMlc5jb3W9q", base64("agent:YIi9l9qhyjd3wPmx").substring(8), "YIi9l9qhyjd3wPmx",
			"CkX9CBZ5EtMlc5jb3W9q"),

	/**
	 * Docker config.
	 */
	DOCKER_CONFIG(
			"{\"auths\": {\"registry.example.com\": {\"auth\": \"" + base64("agent:iPOZeSdXn2P4IccASs0l") + "\"}}}",
			base64("agent:iPOZeSdXn2P4IccASs0l").substring(8), "iPOZeSdXn2P4IccASs0l"),

	/**
	 * Six characters.
	 */
	SIX_CHARACTERS("q7Zx2k", "q7Zx2k"),

	/**
	 * Seven characters.
	 */
	SEVEN_CHARACTERS("Wv9-tR4", "Wv9-tR4"),

	/**
	 * Overlapping.
	 */
	OVERLAPPING("mK8vQ2zT5wXr7nLp", "mK8vQ2zT5wXr7nLp"),

	/**
	 * Overlapped.
	 */
	OVERLAPPED("5wXr7nLpB3cJ9hYd", "5wXr7nLpB3cJ9hYd"),

	/**
	 * Quotes.
	 */
	QUOTES("tZ\"9k'Q\\5v$M&x<8>w`h", "tZ\"9k'Q\\5v$M&x<8>w`h"),

	/**
	 * Percent and plus.
	 */
	PERCENT_AND_PLUS("fR%2+Nz%w+8 kT%%5vQ+&m=4", "fR%2+Nz%w+8 kT%%5vQ+&m=4"),

	/**
	 * Unicode.
	 */
	UNICODE("ïqßЖ-密8ñ-🔑-Łm8pЮ", "ïqßЖ-密8ñ-🔑-Łm8pЮ"),

	/**
	 * Environment file.
	 */
	ENVIRONMENT_FILE("""
			# of the agent
			export DB_USER=agent
			DB_PASSWORD="nX5\\"wK8 zT3vQ"
			API_KEY='hB6$rM2 kV9tZ4'
			CACHE_TOKEN=cJ4wN8xQ1pL6
			""", "nX5\"wK8 zT3vQ", "hB6$rM2 kV9tZ4", "cJ4wN8xQ1pL6"),

	/**
	 * Cluster config.
	 */
	CLUSTER_CONFIG("""
			apiVersion: v1
			kind: Config
			users:
			- name: agent
			  user:
			    token: UVokmyiyFUgMQLfzT3zk
			    client-key-data: %s
			    password: 'vD2''xS6wJ9''mB4'
			""".formatted(base64("""
			-----BEGIN EC PRIVATE KEY-----
			MHcCR22ILQDvZYlQ4nYP7h8Xape2j5pl4Elo
			-----END EC PRIVATE KEY-----
			""")), "UVokmyiyFUgMQLfzT3zk", "MHcCR22ILQDvZYlQ4nYP7h8Xape2j5pl4Elo", "vD2'xS6wJ9'mB4"),

	/**
	 * Markup.
	 */
	MARKUP("<server><username>agent</username><password>kQ5&amp;vT8&lt;zW2mR6</password></server>", "kQ5&vT8<zW2mR6"),

	/**
	 * Hexadecimal.
	 */
	HEXADECIMAL("c3f09a51d7e84b26f8135ac90be47d62", "c3f09a51d7e84b26f8135ac90be47d62"),

	/**
	 * Base64.
	 */
	BASE64("7RtW4S03h4hbZtO11LFj8hNhBMjFfgSPPvHHspEVWuo+/VXfGHuSuA==",
			"7RtW4S03h4hbZtO11LFj8hNhBMjFfgSPPvHHspEVWuo+/VXfGHuSuA==");

	private final String text;

	private final String parts;

	SecretShape(String text, String... parts) {
		this.text = text;
		this.parts = String.join("\n", parts);
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the secret.
	 * @return the secret as a whole
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Return what is secret about it.
	 * @return the parts, as they are written in it and as they are used
	 */
	public List<String> parts() {
		return this.parts.lines().toList();
	}

}
