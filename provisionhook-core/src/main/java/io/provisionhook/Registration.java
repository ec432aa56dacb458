package io.provisionhook;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.provisionhook.internal.PrintableText;

/**
 * A registered mutator with the properties that it had at its registration.
 *
 * @param name the mutator's name
 * @param mutator the mutator
 * @param policy the operator's policy for the mutator
 * @param source where the mutator was registered: the name of a class or a bean
 * @param sideEffects the mutator's side effects
 * @param dangerousVariables patterns of the dangerous variables that the mutator may set
 * @since 0.1.0
 */
public record Registration(String name, EnvMutator mutator, MutatorPolicy policy, String source,
		SideEffects sideEffects, List<String> dangerousVariables) {

	/**
	 * What a segment of a URL must not be or contain, for any client, proxy and server,
	 * and what ends a name in the key of a property.
	 */
	private static final Pattern UNADDRESSABLE = Pattern.compile("^\\.{1,2}$|[/\\\\%;\\[\\]]");

	/**
	 * Create a registration.
	 * @throws IllegalArgumentException if a pattern of the dangerous variables is invalid
	 */
	public Registration {
		dangerousVariables = List.copyOf(dangerousVariables);
		dangerousVariables.forEach(VariableName.Pattern::new);
	}

	/**
	 * Create the registration of a mutator from the answers of its methods.
	 * @param mutator the mutator
	 * @param policies the policies by name
	 * @param source where the mutator is registered
	 * @return the registration
	 * @throws IllegalArgumentException if the name is invalid or a method throws
	 */
	static Registration of(EnvMutator mutator, Function<String, MutatorPolicy> policies, String source) {
		String name = nameOf(mutator);
		return new Registration(name, mutator, policies.apply(name), PrintableText.of(source),
				answerOf(mutator, "sideEffects()", EnvMutator::sideEffects),
				answerOf(mutator, "dangerousVariables()", EnvMutator::dangerousVariables));
	}

	// A plugin's name() may return null despite its signature
	@SuppressWarnings("ConstantValue")
	private static String nameOf(EnvMutator mutator) {
		String type = PrintableText.of(mutator.getClass().getName());
		String name;
		try {
			name = mutator.name();
		}
		catch (RuntimeException | Error ex) {
			throw new IllegalArgumentException("name() of mutator " + type + " must not throw", ex);
		}
		if (name == null || name.codePoints().allMatch(Registration::isBlank)) {
			throw new IllegalArgumentException("name() of mutator " + type + " must not be null or blank");
		}
		PrintableText.require("name() of mutator " + type, name, PrintableText.MAX_NAME_LENGTH);
		if (isBlank(name.codePointAt(0)) || isBlank(name.codePointBefore(name.length()))) {
			throw new IllegalArgumentException("name() of mutator " + type + " must not begin or end with a blank");
		}
		if (UNADDRESSABLE.matcher(name).find()) {
			throw new IllegalArgumentException("name() of mutator " + type + " must not be \".\" or \"..\" and must"
					+ " not contain any of / \\ % ; [ ], since it is part of URLs and property keys");
		}
		return name;
	}

	private static boolean isBlank(int character) {
		return Character.isWhitespace(character) || Character.isSpaceChar(character);
	}

	// As with name()
	@SuppressWarnings("ConstantValue")
	private static <T> T answerOf(EnvMutator mutator, String method, Function<EnvMutator, T> call) {
		String type = PrintableText.of(mutator.getClass().getName());
		T answer;
		try {
			answer = call.apply(mutator);
		}
		catch (RuntimeException | Error ex) {
			throw new IllegalArgumentException(method + " of mutator " + type + " must not throw", ex);
		}
		if (answer == null) {
			throw new IllegalArgumentException(method + " of mutator " + type + " must not be null");
		}
		return answer;
	}

	boolean declaresDangerous(String variable) {
		return this.dangerousVariables.stream()
			.anyMatch((pattern) -> new VariableName.Pattern(pattern).matches(variable));
	}

	/**
	 * Refuse the write or removal of a variable that the policy does not allow.
	 * @param variable the variable
	 */
	void requireMayWrite(VariableName variable) {
		if (!this.policy.mayWrite(variable.text())) {
			throw variable.refused("may not be written by \"" + this.name + "\": provisionhook.mutators." + this.name
					+ ".may-write does not name it");
		}
	}

}
