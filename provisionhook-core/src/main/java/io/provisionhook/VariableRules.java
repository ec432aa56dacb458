package io.provisionhook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.provisionhook.internal.PrintableText;

/**
 * Rules of an operator for variables: which variables mutators and sources of secrets may
 * not write, which dangerous variables they may write, which variables are secret, and
 * how large an environment may be. A write that breaks a rule throws a
 * {@link VariableRefusedException}. Variables of the platform, such as the git identity
 * and the variables of an image, may have any name.
 * <p>
 * Some writes are always refused:
 * <ul>
 * <li>a name that is empty, begins or ends with a blank, contains an equals sign, is not
 * printable (a control character, line separator, invisible character or unpaired
 * surrogate) or has more than {@value PrintableText#MAX_NAME_LENGTH} characters;</li>
 * <li>a value with a NUL character;</li>
 * <li>text that can't be encoded in UTF-8;</li>
 * <li>a variable of more than {@value #MAX_VARIABLE_SIZE} bytes.</li>
 * </ul>
 * Dangerous variables are refused unless they are allowed by name: variables that make a
 * loader, an interpreter or git run other code, such as {@code LD_PRELOAD} and
 * {@code NODE_OPTIONS}. A mutator may also write the dangerous variables that it
 * {@linkplain EnvMutator#dangerousVariables() declares}. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class VariableRules {

	/**
	 * Maximum size of a variable in bytes on Linux, as {@code NAME=value} with the final
	 * NUL: one less than {@code MAX_ARG_STRLEN} with pages of 4 KiB, see
	 * {@code execve(2)}.
	 */
	public static final int MAX_VARIABLE_SIZE = 131_071;

	/**
	 * Default rules.
	 */
	public static final VariableRules DEFAULT = builder().build();

	private static final int MAX_CACHED = 4096;

	private final List<VariableName.Pattern> protectedNames;

	private final List<VariableName.Pattern> allowedNames;

	private final List<VariableName.Pattern> secretNames;

	private final long maxTotalSize;

	// The same few names occur in every run
	private final Map<String, VariableName> checkedNames = new ConcurrentHashMap<>();

	private VariableRules(Builder builder) {
		this.protectedNames = List.copyOf(builder.protectedNames);
		this.allowedNames = List.copyOf(builder.allowedNames);
		this.secretNames = List.copyOf(builder.secretNames);
		this.maxTotalSize = builder.maxTotalSize;
	}

	/**
	 * Start building rules.
	 * @return a builder with the default rules
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Check a variable before there is an environment, so that a plugin finds a mistake
	 * in its properties while the application starts. A write in a run can still be
	 * refused: the environment may be full, or the variable may belong to another
	 * mutator.
	 * @param name the variable's name
	 * @param value its value
	 * @throws VariableRefusedException if the rules forbid the variable
	 */
	public void requireWritable(String name, String value) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(value, "'value' must not be null");
		sizeOf(nameOf(name).requireWritable((dangerous) -> false), value);
	}

	VariableName nameOf(String name) {
		VariableName known = this.checkedNames.get(name);
		return (known != null) ? known : check(name);
	}

	private VariableName check(String name) {
		String danger = matches(this.allowedNames, name) ? null : DangerousNames.dangerOf(name);
		VariableName result = new VariableName(name, VariableName.sizeOf(name), matches(this.secretNames, name),
				VariableName.problemOf(name), matches(this.protectedNames, name), danger);
		if (this.checkedNames.size() < MAX_CACHED && name.length() <= PrintableText.MAX_NAME_LENGTH) {
			this.checkedNames.put(name, result);
		}
		return result;
	}

	private static boolean matches(List<VariableName.Pattern> patterns, String name) {
		return patterns.stream().anyMatch((pattern) -> pattern.matches(name));
	}

	/**
	 * Return the size of a variable as Linux counts it.
	 * @param name the name
	 * @param value the value
	 * @return the size of {@code NAME=value} with the final NUL in bytes
	 */
	int sizeOf(VariableName name, String value) {
		int size = VariableName.sizeOf(value);
		if (size < 0) {
			throw name.refused("has a value with " + problemOfValue(value));
		}
		if (size + name.size() + 2 > MAX_VARIABLE_SIZE) {
			throw name.refused("is larger than " + MAX_VARIABLE_SIZE + " bytes, the most that Linux takes");
		}
		return size + name.size() + 2;
	}

	private static String problemOfValue(String value) {
		return (value.indexOf('\0') >= 0) ? "a NUL character" : "a character that can't be expressed in UTF-8";
	}

	void requireTotalSize(VariableName name, long size) {
		if (size > this.maxTotalSize) {
			throw name
				.refused("would make the environment larger than the " + this.maxTotalSize + " bytes that are allowed");
		}
	}

	/**
	 * Builder of {@link VariableRules}. A pattern is a name, {@code PREFIX_*},
	 * {@code *_SUFFIX} or {@code *PART*}. Not thread-safe.
	 */
	public static final class Builder {

		private static final List<String> SECRETS = List.of("*_TOKEN", "*_PASSWORD", "*_SECRET", "*_PRIVATE_KEY",
				"*_ACCESS_KEY", "*_CONNECTION_STRING");

		private final List<VariableName.Pattern> protectedNames = new ArrayList<>();

		private final List<VariableName.Pattern> allowedNames = new ArrayList<>();

		private final List<VariableName.Pattern> secretNames = new ArrayList<>(patterns(SECRETS));

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
		 * Allow dangerous variables for all mutators and sources of secrets.
		 * @param patterns patterns of their names
		 * @return this builder
		 */
		public Builder allow(Collection<String> patterns) {
			this.allowedNames.addAll(patterns(patterns));
			return this;
		}

		/**
		 * Add patterns of variables whose values are secret. The default patterns are
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
		 * Set the maximum size of an environment; 1 MiB by default.
		 * @param maxTotalSize maximum size of all variables in bytes, each with its
		 * equals sign and a NUL
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

		private static List<VariableName.Pattern> patterns(Collection<String> patterns) {
			return patterns.stream().map(VariableName.Pattern::new).toList();
		}

	}

}
