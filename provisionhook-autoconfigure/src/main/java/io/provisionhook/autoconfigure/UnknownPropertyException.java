package io.provisionhook.autoconfigure;

import java.util.List;

/**
 * There are properties below {@code provisionhook} that nothing takes.
 */
final class UnknownPropertyException extends RuntimeException {

	private static final int MAX_SHOWN = 10;

	UnknownPropertyException(List<String> problems) {
		super(String.join(System.lineSeparator(), problems.subList(0, Math.min(problems.size(), MAX_SHOWN)))
				+ ((problems.size() > MAX_SHOWN)
						? System.lineSeparator() + "and " + (problems.size() - MAX_SHOWN) + " more" : ""));
	}

}
