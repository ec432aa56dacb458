package io.provisionhook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.provisionhook.internal.PrintableText;

/**
 * What an operator decided about variables: which ones mutators and sources of secrets
 * may not touch, which dangerous ones they may set all the same, which ones are secret,
 * how large an environment may be. A write against the rules ends in a
 * {@link VariableRefusedException}. What the platform itself sets, such as the git
 * identity and the variables of an image, may have any name.
 * <p>
 * Always refused are names that are empty or blank at either end, have an equals sign,
 * {@linkplain PrintableText can't be shown} or are longer than
 * {@value PrintableText#MAX_NAME_LENGTH} characters, values with a NUL character, text
 * that can't be expressed in UTF-8, and a variable of more than
 * {@value #MAX_VARIABLE_SIZE} bytes. Unless allowed by name, variables are refused that
 * have a loader, an interpreter or git run other code: {@code LD_PRELOAD},
 * {@code NODE_OPTIONS} and their like. A mutator is made to set those that it
 * {@linkplain EnvMutator#dangerousVariables() declares}. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class VariableRules {

	/**
	 * The size in bytes up to which Linux takes a variable, as {@code NAME=value} with
	 * the NUL behind it: below {@code MAX_ARG_STRLEN} with pages of 4 KiB, see
	 * {@code execve(2)}.
	 */
	public static final int MAX_VARIABLE_SIZE = 131_071;

	/**
	 * The rules of an operator who decided nothing.
	 */
	public static final VariableRules DEFAULT = builder().build();

	private static final int MAX_REMEMBERED = 4096;

	private final List<NamePattern> protectedNames;

	private final List<NamePattern> allowedNames;

	private final List<NamePattern> secretNames;

	private final long maxTotalSize;

	// Names come back in every run, and there are few of them
	private final Map<String, VariableName> remembered = new ConcurrentHashMap<>();

	private VariableRules(Builder builder) {
		this.protectedNames = List.copyOf(builder.protectedNames);
		this.allowedNames = List.copyOf(builder.allowedNames);
		this.secretNames = List.copyOf(builder.secretNames);
		this.maxTotalSize = builder.maxTotalSize;
	}

	/**
	 * Start building rules.
	 * @return a builder that has the defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Check a variable that a mutator or a source of secrets will write, for code that
	 * knows it before there is an environment: a plugin finds a mistake in its properties
	 * while the application starts. What this accepts can still be refused by the run,
	 * since the environment may be full or the variable that of another mutator.
	 * @param name the variable's name
	 * @param value its value
	 * @throws VariableRefusedException if these rules are against it
	 */
	public void requireWritable(String name, String value) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(value, "'value' must not be null");
		sizeOf(nameOf(name).writable((dangerous) -> false), value);
	}

	VariableName nameOf(String name) {
		VariableName known = this.remembered.get(name);
		return (known != null) ? known : examine(name);
	}

	private VariableName examine(String name) {
		String danger = matches(this.allowedNames, name) ? null : DangerousNames.dangerOf(name);
		VariableName result = new VariableName(name, VariableText.sizeOf(name), matches(this.secretNames, name),
				VariableText.problemOfName(name), matches(this.protectedNames, name), danger);
		if (this.remembered.size() < MAX_REMEMBERED && name.length() <= PrintableText.MAX_NAME_LENGTH) {
			this.remembered.put(name, result);
		}
		return result;
	}

	private static boolean matches(List<NamePattern> patterns, String name) {
		return patterns.stream().anyMatch((pattern) -> pattern.matches(name));
	}

	/**
	 * Return the size of a variable as Linux counts it.
	 * @param name the name
	 * @param value the value
	 * @return the size of {@code NAME=value} and the NUL behind it in bytes
	 */
	int sizeOf(VariableName name, String value) {
		int size = VariableText.sizeOf(value);
		if (size < 0) {
			throw name.refused("has a value with " + VariableText.problemOfValue(value));
		}
		if (size + name.size() + 2 > MAX_VARIABLE_SIZE) {
			throw name.refused("is larger than " + MAX_VARIABLE_SIZE + " bytes, the most that Linux takes");
		}
		return size + name.size() + 2;
	}

	void requireTotalSize(VariableName name, long size) {
		if (size > this.maxTotalSize) {
			throw name
				.refused("would make the environment larger than the " + this.maxTotalSize + " bytes that are allowed");
		}
	}

	/**
	 * Builds {@link VariableRules}. Patterns are a name, {@code PREFIX_*},
	 * {@code *_SUFFIX} or {@code *PART*}. Not thread-safe.
	 */
	public static final class Builder {

		private static final List<String> SECRETS = List.of("*_TOKEN", "*_PASSWORD", "*_SECRET", "*_PRIVATE_KEY",
				"*_ACCESS_KEY", "*_CONNECTION_STRING");

		private final List<NamePattern> protectedNames = new ArrayList<>();

		private final List<NamePattern> allowedNames = new ArrayList<>();

		private final List<NamePattern> secretNames = new ArrayList<>(patterns(SECRETS));

		private long maxTotalSize = 1024 * 1024;

		private Builder() {
		}

		/**
		 * Protect variables: mutators may neither set nor remove them, and sources of
		 * secrets may not set them.
		 * @param patterns patterns of their names
		 * @return this builder
		 */
		public Builder protect(Collection<String> patterns) {
			this.protectedNames.addAll(patterns(patterns));
			return this;
		}

		/**
		 * Allow dangerous variables, to all mutators and sources of secrets.
		 * @param patterns patterns of their names
		 * @return this builder
		 */
		public Builder allow(Collection<String> patterns) {
			this.allowedNames.addAll(patterns(patterns));
			return this;
		}

		/**
		 * Add patterns for the names of variables whose values are secret, to
		 * {@code *_TOKEN}, {@code *_PASSWORD}, {@code *_SECRET}, {@code *_PRIVATE_KEY},
		 * {@code *_ACCESS_KEY} and {@code *_CONNECTION_STRING}.
		 * @param patterns patterns of their names
		 * @return this builder
		 */
		public Builder secret(Collection<String> patterns) {
			this.secretNames.addAll(patterns(patterns));
			return this;
		}

		/**
		 * Set the size that an environment may have; 1 MiB unless told otherwise.
		 * @param maxTotalSize the size of all variables in bytes, each with its equals
		 * sign and a NUL
		 * @return this builder
		 */
		public Builder maxTotalSize(long maxTotalSize) {
			if (maxTotalSize < 1) {
				throw new IllegalArgumentException("'maxTotalSize' must be positive");
			}
			this.maxTotalSize = maxTotalSize;
			return this;
		}

		/**
		 * Build the rules.
		 * @return the rules
		 */
		public VariableRules build() {
			return new VariableRules(this);
		}

		private static List<NamePattern> patterns(Collection<String> patterns) {
			return patterns.stream().map(NamePattern::new).toList();
		}

	}

}
