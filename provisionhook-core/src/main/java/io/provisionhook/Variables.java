package io.provisionhook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The variables of an environment, who owns each, and the secrets that it ever had.
 */
final class Variables {

	private final Map<String, Variable> byName = new LinkedHashMap<>();

	private final Secrets secrets;

	private final Map<String, String> base;

	private final VariableRules rules;

	private long totalSize;

	/**
	 * Create an environment without variables.
	 * @param base what the runtime or its image sets by itself
	 * @param rules the rules
	 */
	Variables(Map<String, String> base, VariableRules rules) {
		this(Map.copyOf(base), rules, new Secrets());
		this.base.forEach((name, value) -> {
			if (rules.nameOf(name).secret()) {
				this.secrets.add(name, value);
			}
		});
	}

	private Variables(Map<String, String> base, VariableRules rules, Secrets secrets) {
		this.base = base;
		this.rules = rules;
		this.secrets = secrets;
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
				? new Variables(env.variables().base, rules, env.variables().secrets) : new Variables(Map.of(), rules);
		source.forEach((key, value) -> {
			Objects.requireNonNull(key, "'env' must not have a variable without a name");
			Objects.requireNonNull(value, () -> "Value of variable '" + VariableName.shown(key) + "' must not be null");
			VariableName name = rules.nameOf(key);
			if (name.secret()) {
				copy.secrets.add(key, value);
			}
			int size = Math.max(name.size(), 0) + Math.max(VariableText.sizeOf(value), 0) + 2;
			copy.set(new Variable(name, value, DefaultEnv.REQUEST, size,
					(source instanceof AbstractEnv env) ? Variable.leaseOf(env.find(key)) : null));
		});
		return copy;
	}

	@Nullable Variable find(@Nullable Object name) {
		return this.byName.get(name);
	}

	/**
	 * Make a version the current one.
	 * @param version the version
	 */
	void set(Variable version) {
		Variable before = version.isPresent() ? this.byName.put(version.name().text(), version)
				: this.byName.remove(version.name().text());
		this.totalSize += version.size() - Variable.sizeOf(before);
	}

	List<Variable> present() {
		return List.copyOf(this.byName.values());
	}

	int count() {
		return this.byName.size();
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

	Map<String, String> base() {
		return this.base;
	}

}
