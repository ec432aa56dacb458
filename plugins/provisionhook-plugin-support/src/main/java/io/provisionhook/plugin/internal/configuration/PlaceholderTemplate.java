package io.provisionhook.plugin.internal.configuration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;

/**
 * Text with placeholders for properties of a workspace: <code>{workspaceId}</code>,
 * <code>{name}</code>, <code>{tenant}</code>, <code>{role}</code> and
 * <code>{label.key}</code>.
 * <p>
 * Users choose most of these values, and must not reach the secrets of others. So a value
 * consists of letters, digits and {@code . _ - @ + =}, and no path segment becomes
 * {@code .} or {@code ..}. Each segment has at most one placeholder, since
 * <code>{tenant}-{name}</code> would be the same for {@code a} and {@code b-c} as for
 * {@code a-b} and {@code c}. Immutable and thread-safe. <pre class="code">
 * PlaceholderTemplate template = PlaceholderTemplate.parse("agents/{tenant}/database");
 * String path = template.expand(context);</pre>
 *
 * @since 0.1.0
 */
public final class PlaceholderTemplate {

	private final String text;

	private final List<Part> parts;

	private PlaceholderTemplate(String text, List<Part> parts) {
		this.text = text;
		this.parts = List.copyOf(parts);
	}

	/**
	 * Parse a template.
	 * @param text the text
	 * @return the template
	 * @throws IllegalArgumentException if a placeholder is unknown, a brace has no
	 * counterpart, or a segment has two placeholders; the message is meant for the
	 * operator
	 */
	public static PlaceholderTemplate parse(String text) {
		Objects.requireNonNull(text, "'text' must not be null");
		List<Part> parts = new ArrayList<>();
		int start = 0;
		int open = text.indexOf('{');
		while (open >= 0) {
			int close = text.indexOf('}', open);
			if (close < 0) {
				throw new IllegalArgumentException("'{' at position " + open + " of '" + text + "' is never closed");
			}
			parts.add(new Part(text.substring(start, open), Placeholder.named(text.substring(open + 1, close))));
			start = close + 1;
			open = text.indexOf('{', start);
		}
		parts.add(new Part(text.substring(start), null));
		requireNoStrayBrace(text, parts);
		requireOneInEachSegment(text, parts);
		return new PlaceholderTemplate(text, parts);
	}

	private static void requireNoStrayBrace(String text, List<Part> parts) {
		if (parts.stream().anyMatch((part) -> part.literal().indexOf('}') >= 0)) {
			throw new IllegalArgumentException("'}' in '" + text + "' was never opened");
		}
	}

	private static void requireOneInEachSegment(String text, List<Part> parts) {
		boolean between = parts.subList(1, parts.size())
			.stream()
			.anyMatch((part) -> part.placeholder() != null && part.literal().indexOf('/') < 0);
		if (between) {
			throw new IllegalArgumentException("'" + text
					+ "' has two placeholders in one segment, where different workspaces could get the same value");
		}
	}

	/**
	 * Replace the placeholders with the values of a workspace.
	 * @param context the context of the workspace
	 * @return the text without placeholders
	 * @throws RuntimeException if the workspace has no value for a placeholder, or an
	 * unsafe one; the message names the placeholder
	 */
	public String expand(ProvisionContext context) {
		StringBuilder expanded = new StringBuilder();
		for (Part part : this.parts) {
			expanded.append(part.literal());
			if (part.placeholder() != null) {
				expanded.append(part.placeholder().requireSafe(part.placeholder().valueIn(context)));
			}
		}
		return requireNoTraversal(expanded.toString());
	}

	private String requireNoTraversal(String expanded) {
		boolean traversal = this.parts.size() > 1
				&& Arrays.stream(expanded.split("/", -1)).anyMatch(PlaceholderTemplate::isTraversal);
		if (traversal) {
			throw new PlaceholderException("'" + this.text + "' would become '" + expanded
					+ "' for this workspace, which is outside of its path");
		}
		return expanded;
	}

	private static boolean isTraversal(String segment) {
		return segment.equals(".") || segment.equals("..");
	}

	/**
	 * Replace the placeholders with the values of a workspace. If the whole text is one
	 * placeholder, its value may be a list that is separated by commas.
	 * @param context the context of the workspace
	 * @return the texts without placeholders, never empty
	 * @throws RuntimeException if the workspace has no value for a placeholder, or an
	 * unsafe one; the message names the placeholder
	 */
	public List<String> expandList(ProvisionContext context) {
		Placeholder placeholder = this.parts.get(0).placeholder();
		if (placeholder == null || !this.text.equals("{" + placeholder.name() + "}")) {
			return List.of(expand(context));
		}
		return Arrays.stream(placeholder.valueIn(context).split(",", -1))
			.map((value) -> requireNoTraversal(placeholder.requireSafe(value.strip())))
			.toList();
	}

	/**
	 * Return the text as it was written.
	 */
	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * A piece of the text.
	 *
	 * @param literal the literal text
	 * @param placeholder the placeholder after it; {@code null} at the end of the text
	 */
	private record Part(String literal, @Nullable Placeholder placeholder) {
	}

	/**
	 * A placeholder for a property of a workspace.
	 *
	 * @param name the name between the braces
	 */
	private record Placeholder(String name) {

		private static final String LABEL = "label.";

		// Without the special characters of any path, query or pattern
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
						"the " + description() + " '" + value + "' of the workspace can't replace {" + this.name
								+ "}; only letters, digits and . _ - @ + = are allowed");
			}
			return value;
		}

		private String description() {
			return this.name.startsWith(LABEL) ? "label '" + this.name.substring(LABEL.length()) + "'" : this.name;
		}

	}

	/**
	 * Thrown when a workspace has no safe value for a placeholder. The message names the
	 * placeholder.
	 */
	static final class PlaceholderException extends RuntimeException {

		PlaceholderException(String message) {
			super(message);
		}

	}

}
