package io.provisionhook.plugin.internal.placeholder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.provisionhook.ProvisionContext;

/**
 * Text with placeholders for facts about a workspace: <code>{workspaceId}</code>,
 * <code>{name}</code>, <code>{tenant}</code>, <code>{role}</code> and
 * <code>{label.key}</code>.
 * <p>
 * Whoever creates workspaces chooses most of these, and must not get at what belongs to
 * others. So a value has letters, digits and {@code . _ - @ + =} only, and never makes a
 * segment {@code .} or {@code ..}: it stays in its segment of the path. And a segment has
 * one placeholder at most, since <code>{tenant}-{name}</code> would be the same for
 * {@code a} and {@code b-c} as for {@code a-b} and {@code c}. Immutable and thread-safe.
 * <pre class="code">
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
	 * Read a template.
	 * @param text the text
	 * @return the template
	 * @throws IllegalArgumentException if it has a placeholder that does not exist, a
	 * brace without its counterpart, or two placeholders in a segment; the message can be
	 * shown to whoever wrote it
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
					+ "' has two placeholders in one segment, where different workspaces could come to the same");
		}
	}

	/**
	 * Put in the facts about a workspace.
	 * @param context what is known about the workspace
	 * @return the text without placeholders
	 * @throws PlaceholderException if the workspace lacks a fact, or has one that can't
	 * stand there
	 */
	public String expand(ProvisionContext context) {
		StringBuilder expanded = new StringBuilder();
		for (Part part : this.parts) {
			expanded.append(part.literal());
			if (part.placeholder() != null) {
				expanded.append(part.placeholder().requireSafe(part.placeholder().valueIn(context)));
			}
		}
		return requireNoClimbing(expanded.toString());
	}

	private String requireNoClimbing(String expanded) {
		if (this.parts.size() > 1 && Arrays.stream(expanded.split("/", -1)).anyMatch(PlaceholderTemplate::climbs)) {
			throw new PlaceholderException(
					"'" + this.text + "' would become '" + expanded + "' for this workspace, which leaves its place");
		}
		return expanded;
	}

	private static boolean climbs(String segment) {
		return segment.equals(".") || segment.equals("..");
	}

	/**
	 * Put in the facts about a workspace, where a text that is nothing but a placeholder
	 * may stand for several values, separated by commas.
	 * @param context what is known about the workspace
	 * @return the text or texts without placeholders, never empty
	 * @throws PlaceholderException if the workspace lacks a fact, or has one that can't
	 * stand there
	 */
	public List<String> expandList(ProvisionContext context) {
		Placeholder placeholder = this.parts.get(0).placeholder();
		if (placeholder == null || !this.text.equals("{" + placeholder.name() + "}")) {
			return List.of(expand(context));
		}
		return Arrays.stream(placeholder.valueIn(context).split(",", -1))
			.map((value) -> requireNoClimbing(placeholder.requireSafe(value.strip())))
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
	 * @param literal what stands there for every workspace
	 * @param placeholder what follows it, {@code null} if the text ends
	 */
	private record Part(String literal, @Nullable Placeholder placeholder) {
	}

}
