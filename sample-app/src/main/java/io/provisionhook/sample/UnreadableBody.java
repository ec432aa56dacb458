package io.provisionhook.sample;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Says what is wrong with a body, in the terms of the person who sent it. The message of
 * the exception won't do, since it names Java types and quotes values.
 */
final class UnreadableBody {

	private static final String FALLBACK = "The body must be a single JSON object";

	private static final int MAX_SHOWN = 80;

	// Control and format characters, line separators, halves of surrogate pairs
	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

	private UnreadableBody() {
	}

	static String describe(@Nullable Throwable cause) {
		if (cause instanceof UnrecognizedPropertyException ex) {
			return "Unknown field '" + pathOf(ex) + "'; the fields are " + knownFields(ex);
		}
		if (cause instanceof InvalidNullException ex) {
			return "'" + pathOf(ex) + "' must not be null";
		}
		if (cause instanceof MismatchedInputException ex && !ex.getPath().isEmpty()) {
			return "'" + pathOf(ex) + "' must be " + kindOf(ex.getTargetType());
		}
		if (cause instanceof StreamReadException ex) {
			TokenStreamLocation location = ex.getLocation();
			return "The body is not JSON: see line " + location.getLineNr() + ", column " + location.getColumnNr();
		}
		return FALLBACK;
	}

	private static String pathOf(JacksonException ex) {
		return ex.getPath().stream().map(UnreadableBody::nameOf).collect(Collectors.joining("."));
	}

	private static String nameOf(Reference reference) {
		String name = reference.getPropertyName();
		if (name == null) {
			return String.valueOf(reference.getIndex());
		}
		String shown = (name.length() > MAX_SHOWN) ? name.substring(0, MAX_SHOWN) + "..." : name;
		return UNPRINTABLE.matcher(shown).replaceAll("?");
	}

	private static String knownFields(UnrecognizedPropertyException ex) {
		return ex.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.joining(", "));
	}

	private static String kindOf(@Nullable Class<?> type) {
		if (type != null && Map.class.isAssignableFrom(type)) {
			return "an object of strings";
		}
		return (type != null && Collection.class.isAssignableFrom(type)) ? "an array of strings" : "a string";
	}

}
