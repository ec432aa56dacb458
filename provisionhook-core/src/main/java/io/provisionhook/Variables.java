package io.provisionhook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The variables of an environment, who owns each, and the secrets that it ever had.
 * <p>
 * A layer on top of others has the writes that they do not know of: those of a run on top
 * of the environment, and those of a turn on top of the run's. It costs with the number
 * of writes, not with that of the variables below.
 */
final class Variables {

	private final @Nullable Variables below;

	private Map<String, Variable> byName;

	private final Secrets secrets;

	private final BaseEnvironment base;

	private final VariableRules rules;

	private int count;

	private long totalSize;

	/**
	 * Create an environment that has what a workspace starts from. It is taken as it is:
	 * nobody here can change an image.
	 * @param base what it starts from
	 * @param rules the rules
	 */
	Variables(BaseEnvironment base, VariableRules rules) {
		this(base, rules, new Secrets());
		base.values().forEach((name, value) -> copy(name, value, String.valueOf(base.ownerOf(name)), null));
	}

	private Variables(BaseEnvironment base, VariableRules rules, Secrets secrets) {
		this.below = null;
		this.byName = new LinkedHashMap<>();
		this.base = base;
		this.rules = rules;
		this.secrets = secrets;
	}

	private Variables(Variables below, Variables state, Map<String, Variable> byName) {
		this.below = below;
		this.byName = byName;
		this.base = below.base;
		this.rules = below.rules;
		this.secrets = below.secrets;
		this.count = state.count;
		this.totalSize = state.totalSize;
	}

	/**
	 * Copy what somebody else put together. It is taken as it is: it is not for us to
	 * refuse what they have already.
	 * @param source the variables
	 * @param rules the rules
	 * @return the variables of that source
	 */
	static Variables copyOf(Map<String, String> source, VariableRules rules) {
		Variables copy = (source instanceof AbstractEnv env)
				? new Variables(env.variables().base, rules, env.variables().secrets)
				: new Variables(BaseEnvironment.EMPTY, rules);
		source.forEach((key, value) -> {
			Objects.requireNonNull(key, "'env' must not have a variable without a name");
			Objects.requireNonNull(value, () -> "Value of variable '" + VariableName.shown(key) + "' must not be null");
			Variable known = (source instanceof AbstractEnv env) ? env.find(key) : null;
			copy.copy(key, value, (known != null) ? known.owner() : DefaultEnv.REQUEST, Variable.leaseOf(known));
		});
		return copy;
	}

	private void copy(String key, String value, String owner, @Nullable VariableLease lease) {
		VariableName name = this.rules.nameOf(key);
		if (name.secret()) {
			this.secrets.add(key, value);
		}
		int size = Math.max(name.size(), 0) + Math.max(VariableText.sizeOf(value), 0) + 2;
		set(new Variable(name, value, owner, size, lease));
	}

	/**
	 * Return a layer on top of this one, without writes.
	 * @return the layer
	 */
	Variables layer() {
		return new Variables(this, this, Map.of());
	}

	/**
	 * Return a layer like this one, which others do not share.
	 * @return the copy
	 */
	Variables copyOfLayer() {
		return new Variables(Objects.requireNonNull(this.below), this, new LinkedHashMap<>(this.byName));
	}

	@Nullable Variable find(@Nullable Object name) {
		Variable version = (name != null) ? this.byName.get(name) : null;
		return (version != null || this.below == null) ? version : this.below.find(name);
	}

	/**
	 * Return the version that was written on top of the lowest layer.
	 * @param name the name of the variable
	 * @return the version; {@code null} if there is none
	 */
	@Nullable Variable findWritten(String name) {
		if (this.below == null) {
			return null;
		}
		Variable version = this.byName.get(name);
		return (version != null) ? version : this.below.findWritten(name);
	}

	/**
	 * Make a version the current one.
	 * @param version the version
	 */
	void set(Variable version) {
		String name = version.name().text();
		Variable before = find(name);
		if (this.byName.isEmpty() && this.below != null) {
			this.byName = new LinkedHashMap<>(4);
		}
		if (this.below != null || version.isPresent()) {
			this.byName.put(name, version);
		}
		else {
			this.byName.remove(name);
		}
		this.count += (version.isPresent() ? 1 : 0) - ((Variable.valueOf(before) != null) ? 1 : 0);
		this.totalSize += version.size() - Variable.sizeOf(before);
	}

	/**
	 * Return the variables that are there now, in their order.
	 * @return a snapshot
	 */
	List<Variable> present() {
		Variables lower = this.below;
		if (lower == null) {
			return List.copyOf(this.byName.values());
		}
		Stream<Variable> old = lower.present()
			.stream()
			.map((variable) -> this.byName.getOrDefault(variable.name().text(), variable));
		Stream<Variable> added = this.byName.values()
			.stream()
			.filter((variable) -> Variable.valueOf(lower.find(variable.name().text())) == null);
		return Stream.concat(old, added).filter(Variable::isPresent).toList();
	}

	/**
	 * Return the difference that this layer makes to each variable.
	 * @return the changes, in the order of the first writes
	 */
	List<Change> changes() {
		Variables lower = Objects.requireNonNull(this.below);
		List<Change> changes = new ArrayList<>(this.byName.size());
		this.byName.forEach((name, after) -> changes.add(new Change(lower.find(name), after)));
		return changes;
	}

	/**
	 * Make the layer below what it is from here.
	 */
	void apply() {
		this.byName.values().forEach(Objects.requireNonNull(this.below)::set);
	}

	/**
	 * Do to a map what this layer does.
	 * @param target the map
	 */
	void applyTo(Map<String, String> target) {
		this.byName.forEach((name, variable) -> {
			String value = variable.value();
			if (value != null) {
				target.put(name, value);
			}
			else {
				target.remove(name);
			}
		});
	}

	int count() {
		return this.count;
	}

	long totalSize() {
		return this.totalSize;
	}

	Secrets secrets() {
		return this.secrets;
	}

	VariableRules rules() {
		return this.rules;
	}

	BaseEnvironment base() {
		return this.base;
	}

	/**
	 * What a layer does to a variable.
	 *
	 * @param before the version below, {@code null} if there is none
	 * @param after the version of the layer
	 */
	record Change(@Nullable Variable before, Variable after) {
	}

}
