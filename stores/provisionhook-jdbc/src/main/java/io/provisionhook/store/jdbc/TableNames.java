package io.provisionhook.store.jdbc;

import java.util.regex.Pattern;

/**
 * Names of tables that can stand in a statement as they are, unless the database reserves
 * them.
 */
final class TableNames {

	private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,62}";

	private static final Pattern VALID = Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + ")?");

	private TableNames() {
	}

	static String requireValid(String name) {
		if (!VALID.matcher(name).matches()) {
			throw new IllegalArgumentException("'" + name + "' is no name of a table: only letters, digits and '_', "
					+ "at most 63 and no digit first, and the same with a '.' for a schema before it");
		}
		return name;
	}

}
