package io.provisionhook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;

/**
 * Variables that the image, the host and the platform of a workspace set before any
 * mutator runs, as far as the runtime knows them. Immutable; {@link #toString()} shows
 * names only. <pre class="code">
 * BaseEnvironment.EMPTY.with(Owner.PLATFORM, Map.of("PATH", "/usr/bin:/bin"))
 *     .with(Owner.IMAGE, imageVariables);</pre>
 *
 * @since 0.1.0
 */
public final class BaseEnvironment {

	/**
	 * Base environment without variables.
	 */
	public static final BaseEnvironment EMPTY = new BaseEnvironment(Map.of(), Map.of(), Set.of(), null);

	private final Map<String, String> values;

	private final Map<String, Owner> owners;

	private final Set<String> unknownValues;

	private final @Nullable String incompleteReason;

	private BaseEnvironment(Map<String, String> values, Map<String, Owner> owners, Set<String> unknownValues,
			@Nullable String incompleteReason) {
		this.values = Collections.unmodifiableMap(values);
		this.owners = owners;
		this.unknownValues = unknownValues;
		this.incompleteReason = incompleteReason;
	}

	/**
	 * Add variables.
	 * @param owner the owner of the variables
	 * @param variables values by name; they replace variables of the same name
	 * @return a copy with these variables
	 */
	public BaseEnvironment with(Owner owner, Map<String, String> variables) {
		Objects.requireNonNull(owner, "'owner' must not be null");
		Objects.requireNonNull(variables, "'variables' must not be null");
		Map<String, String> values = new LinkedHashMap<>(this.values);
		Map<String, Owner> owners = new LinkedHashMap<>(this.owners);
		variables.forEach((name, value) -> {
			Objects.requireNonNull(name, "'variables' must not have a variable without a name");
			values.put(name, Objects.requireNonNull(value,
					() -> "Value of variable '" + VariableName.printable(name) + "' must not be null"));
			owners.put(name, owner);
		});
		return new BaseEnvironment(values, owners, this.unknownValues, this.incompleteReason);
	}

	/**
	 * Add variables whose values the platform determines when the workspace starts,
	 * unless they are set otherwise. Mutators can neither read nor remove them. They
	 * satisfy required variables.
	 * @param names the names of the variables
	 * @return a copy with these variables
	 */
	public BaseEnvironment withUnknownValues(Set<String> names) {
		Set<String> all = new LinkedHashSet<>(this.unknownValues);
		all.addAll(names);
		return new BaseEnvironment(this.values, this.owners, Collections.unmodifiableSet(all), this.incompleteReason);
	}

	/**
	 * Mark this environment as incomplete: there may be further variables. Removing,
	 * requiring or adding to a variable that is not set then fails.
	 * @param reason why the variables are not known, as part of a sentence, for example
	 * {@code image "agent:3" can't be inspected}
	 * @return a copy that is incomplete
	 */
	public BaseEnvironment incomplete(String reason) {
		Objects.requireNonNull(reason, "'reason' must not be null");
		return new BaseEnvironment(this.values, this.owners, this.unknownValues, PrintableText.of(reason));
	}

	/**
	 * Return the variables whose values are known.
	 * @return values by name, unmodifiable
	 */
	public Map<String, String> values() {
		return this.values;
	}

	/**
	 * Return the owner of a variable.
	 * @param name the name of the variable
	 * @return the owner; {@code null} if the variable has no known value
	 */
	public @Nullable Owner ownerOf(String name) {
		return this.owners.get(name);
	}

	/**
	 * Return the variables whose values are determined when the workspace starts.
	 * @return their names, unmodifiable
	 */
	public Set<String> unknownValues() {
		return this.unknownValues;
	}

	/**
	 * Return why this environment may be incomplete.
	 * @return the reason as part of a sentence; {@code null} if it is complete
	 */
	public @Nullable String incompleteReason() {
		return this.incompleteReason;
	}

	/**
	 * Return why the value of a variable that is not set is unknown.
	 * @param name the name of the variable
	 * @return the reason as part of a sentence; {@code null} if the variable is known to
	 * be absent
	 */
	@Nullable String reasonUnknown(String name) {
		if (this.unknownValues.contains(name)) {
			return "the platform sets it when the workspace starts";
		}
		return (this.incompleteReason != null) ? "nobody has set it, and " + this.incompleteReason : null;
	}

	@Override
	public String toString() {
		return "BaseEnvironment" + this.values.keySet();
	}

	/**
	 * Owner of a variable of the base environment. Reports show it in lower case.
	 */
	public enum Owner {

		/**
		 * The image of the workspace.
		 */
		IMAGE,

		/**
		 * The host application, from which the workspace inherits the variable.
		 */
		HOST,

		/**
		 * The platform that runs the workspace, such as a container engine.
		 */
		PLATFORM;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
