package io.provisionhook.plugin.internal.placeholder;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;

/**
 * One fact about a workspace that a text may ask for.
 *
 * @param name what stands between the braces
 */
record Placeholder(String name) {

	private static final String LABEL = "label.";

	// Nothing that means anything in a path, a query or a pattern, whatever the backend
	private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._@+=-]+");

	static Placeholder named(String name) {
		return switch (name) {
			case "workspaceId", "name", "tenant", "role" -> new Placeholder(name);
			default -> {
				if (!name.startsWith(LABEL) || name.length() == LABEL.length()) {
					throw new IllegalArgumentException("unknown placeholder {" + name
							+ "}; there are {workspaceId}, {name}, {tenant}, {role} and {label.<key>}");
				}
				yield new Placeholder(name);
			}
		};
	}

	String valueIn(ProvisionContext context) {
		String value = find(context);
		if (value == null) {
			throw new PlaceholderException(
					"the workspace has no " + description() + ", which placeholder {" + this.name + "} asks for");
		}
		return value;
	}

	private @Nullable String find(ProvisionContext context) {
		return switch (this.name) {
			case "workspaceId" -> context.workspaceId();
			case "name" -> context.request().name();
			case "tenant" -> context.request().tenant();
			case "role" -> context.request().role();
			default -> context.request().labels().get(this.name.substring(LABEL.length()));
		};
	}

	String requireSafe(String value) {
		if (!SAFE.matcher(value).matches()) {
			throw new PlaceholderException(
					"the " + description() + " '" + value + "' of the workspace can't stand for {" + this.name
							+ "}; only letters, digits and . _ - @ + = can");
		}
		return value;
	}

	private String description() {
		return this.name.startsWith(LABEL) ? "label '" + this.name.substring(LABEL.length()) + "'" : this.name;
	}

}
