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
 * The environment that a workspace starts from: what its image, its host and its platform
 * set by themselves, as far as a runtime can tell. Immutable; {@link #toString()} shows
 * names only. <pre class="code">
 * BaseEnvironment.EMPTY.with(Owner.PLATFORM, Map.of("PATH", "/usr/bin:/bin"))
 *     .with(Owner.IMAGE, imageVariables);</pre>
 *
 * @since 0.1.0
 */
public final class BaseEnvironment {

	/**
	 * The environment of a workspace that has nothing but what it is given.
	 */
	public static final BaseEnvironment EMPTY = new BaseEnvironment(Map.of(), Map.of(), Set.of(), null);

	private final Map<String, String> values;

	private final Map<String, Owner> owners;

	private final Set<String> unknownValues;

	private final @Nullable String gap;

	private BaseEnvironment(Map<String, String> values, Map<String, Owner> owners, Set<String> unknownValues,
			@Nullable String gap) {
		this.values = Collections.unmodifiableMap(values);
		this.owners = owners;
		this.unknownValues = unknownValues;
		this.gap = gap;
	}

	/**
	 * Add variables.
	 * @param owner who sets them
	 * @param variables values by name; they replace those of the same name
	 * @return this environment with these variables
	 */
	public BaseEnvironment with(Owner owner, Map<String, String> variables) {
		Objects.requireNonNull(owner, "'owner' must not be null");
		Objects.requireNonNull(variables, "'variables' must not be null");
		Map<String, String> values = new LinkedHashMap<>(this.values);
		Map<String, Owner> owners = new LinkedHashMap<>(this.owners);
		variables.forEach((name, value) -> {
			Objects.requireNonNull(name, "'variables' must not have a variable without a name");
			values.put(name, Objects.requireNonNull(value,
					() -> "Value of variable '" + VariableName.shown(name) + "' must not be null"));
			owners.put(name, owner);
		});
		return new BaseEnvironment(values, owners, this.unknownValues, this.gap);
	}

	/**
	 * Add variables that the platform sets, if nobody else does, to values that are not
	 * known before the workspace starts. Mutators do not see them and can't remove them;
	 * a required variable is there.
	 * @param names the names of the variables
	 * @return this environment with these variables
	 */
	public BaseEnvironment withUnknownValues(Set<String> names) {
		Set<String> all = new LinkedHashSet<>(this.unknownValues);
		all.addAll(names);
		return new BaseEnvironment(this.values, this.owners, Collections.unmodifiableSet(all), this.gap);
	}

	/**
	 * Say that there may be more variables than these. Removing, requiring or adding to
	 * one that nobody has set then fails.
	 * @param reason why that can't be told, to be shown as part of a sentence: for
	 * example {@code image "agent:3" can't be looked into}
	 * @return this environment
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
	 * Return who sets a variable.
	 * @param name the name of the variable
	 * @return the owner; {@code null} if it is not among the known values
	 */
	public @Nullable Owner ownerOf(String name) {
		return this.owners.get(name);
	}

	/**
	 * Return the variables that the platform sets to values that are not known yet.
	 * @return their names, unmodifiable
	 */
	public Set<String> unknownValues() {
		return this.unknownValues;
	}

	/**
	 * Return why there may be more variables than these.
	 * @return part of a sentence; {@code null} if there are no others
	 */
	public @Nullable String incompleteReason() {
		return this.gap;
	}

	/**
	 * Return why it can't be told what a variable that nobody has set will be.
	 * @param name the name of the variable
	 * @return part of a sentence; {@code null} if it is known that it will be absent
	 */
	@Nullable String unknown(String name) {
		if (this.unknownValues.contains(name)) {
			return "the platform sets it when the workspace starts";
		}
		return (this.gap != null) ? "nobody has set it, and " + this.gap : null;
	}

	@Override
	public String toString() {
		return "BaseEnvironment" + this.values.keySet();
	}

	/**
	 * Who sets a variable before anybody else does. Reports name them in lower case.
	 */
	public enum Owner {

		/**
		 * The image of the workspace.
		 */
		IMAGE,

		/**
		 * The host application, whose own variable the workspace inherits.
		 */
		HOST,

		/**
		 * What runs the workspace, such as a container engine.
		 */
		PLATFORM;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
