package io.provisionhook.sample;

/**
 * The secrets that are hunted for because of the way they come, none of which turns up by
 * itself.
 */
enum MarkedSecret {

	PASSWORD("url-pw-Ew3zQ"),

	INNOCENT_NAME("innocent-Vx6kR"),

	TELLING_NAME("telling-Gd2qL"),

	OVERRIDE("ovrd-Pj8uM"),

	IN_URL("Zr4+wT-9mK"),

	DECLARED("decl-Mb5xS"),

	GLOBAL("glob-Rf1nY"),

	OF_WORKSPACE("of-ws-Hb4jW"),

	OF_HOST("of-hst-Yk3vC"),

	FETCHED("ftch-Tz9hB"),

	WITH_NUL("with-nul-Uy7dF"),

	PART_OF_NAME("part-of-nm-Cs5wN");

	private final String value;

	MarkedSecret(String value) {
		this.value = value;
	}

	String value() {
		return this.value;
	}

}
