package io.provisionhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.redaction.SecretRedactor;

/**
 * Variables of an environment with their owners and leases, and all secrets that the
 * environment has ever contained.
 * <p>
 * A layer on top of other variables holds writes that the variables below do not see: the
 * writes of a run on top of the environment, and the writes of a turn on top of those of
 * the run. The cost of a layer depends on the number of writes, not on the number of
 * variables below.
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
	 * Create the variables of a base environment. They are not checked, since nobody here
	 * can change an image.
	 * @param base the base environment
	 * @param rules the rules for later writes
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
	 * Copy the variables of a caller's map. They are not checked, since the caller has
	 * them already.
	 * @param source the map
	 * @param rules the rules for later writes
	 * @return the variables
	 */
	static Variables copyOf(Map<String, String> source, VariableRules rules) {
		Variables copy = (source instanceof AbstractEnv env)
				? new Variables(env.variables().base, rules, env.variables().secrets)
				: new Variables(BaseEnvironment.EMPTY, rules);
		source.forEach((key, value) -> {
			Objects.requireNonNull(key, "'env' must not have a variable without a name");
			Objects.requireNonNull(value,
					() -> "Value of variable '" + VariableName.printable(key) + "' must not be null");
			Variable known = (source instanceof AbstractEnv env) ? env.find(key) : null;
			copy.copy(key, value, (known != null) ? known.owner() : DefaultEnv.REQUEST, Variable.leaseOf(known));
		});
		return copy;
	}

	private void copy(String key, String value, String owner, @Nullable DeclaredLease lease) {
		VariableName name = this.rules.nameOf(key);
		if (name.secret()) {
			this.secrets.add(key, value);
		}
		int size = Math.max(name.size(), 0) + Math.max(VariableName.sizeOf(value), 0) + 2;
		set(new Variable(name, value, owner, size, lease));
	}

	/**
	 * Create an empty layer on top of these variables.
	 * @return the layer
	 */
	Variables layer() {
		return new Variables(this, this, Map.of());
	}

	/**
	 * Copy this layer, for use on another thread.
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
	 * Return the version of a variable in the layers, without the lowest variables.
	 * @param name the name of the variable
	 * @return the version; {@code null} if no layer has one
	 */
	@Nullable Variable findWritten(String name) {
		if (this.below == null) {
			return null;
		}
		Variable version = this.byName.get(name);
		return (version != null) ? version : this.below.findWritten(name);
	}

	/**
	 * Set the current version of a variable.
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
	 * Return the variables that are present, in their order.
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
	 * Return the changes that this layer makes to the variables below.
	 * @return the changes, in the order of the first write to each variable
	 */
	List<Change> changes() {
		Variables lower = Objects.requireNonNull(this.below);
		List<Change> changes = new ArrayList<>(this.byName.size());
		this.byName.forEach((name, after) -> changes.add(new Change(lower.find(name), after)));
		return changes;
	}

	/**
	 * Apply the writes of this layer to the variables below.
	 */
	void apply() {
		this.byName.values().forEach(Objects.requireNonNull(this.below)::set);
	}

	/**
	 * Apply the writes of this layer to a map.
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
	 * One version of a variable.
	 *
	 * @param name its name
	 * @param value its value, {@code null} if this version is a removal
	 * @param owner the writer of this version
	 * @param size its size in bytes as Linux counts it, 0 for a removal
	 * @param lease the declared lease of the value, {@code null} if there is none
	 */
	record Variable(VariableName name, @Nullable String value, String owner, int size, @Nullable DeclaredLease lease) {

		boolean isPresent() {
			return this.value != null;
		}

		static @Nullable String valueOf(@Nullable Variable variable) {
			return (variable != null) ? variable.value : null;
		}

		static @Nullable DeclaredLease leaseOf(@Nullable Variable variable) {
			return (variable != null) ? variable.lease : null;
		}

		static int sizeOf(@Nullable Variable variable) {
			return (variable != null) ? variable.size : 0;
		}

	}

	/**
	 * A lease with its end at the time of the write.
	 *
	 * @param lease the declared lease
	 * @param end its end at that time
	 */
	record DeclaredLease(Lease lease, Instant end) {

		/**
		 * Refuse a value that has expired.
		 * @param variable the variable
		 * @param now the time
		 */
		void requireNotExpired(VariableName variable, Instant now) {
			if (!now.isBefore(this.end)) {
				throw variable.refused("has a value that expired at " + this.end);
			}
		}

		static DeclaredLease of(Lease lease) {
			return new DeclaredLease(lease, Objects.requireNonNull(lease.expiresAt(), "'expiresAt' must not be null"));
		}

	}

	/**
	 * Change of one variable by a layer.
	 *
	 * @param before the version below, {@code null} if there is none
	 * @param after the version of the layer
	 */
	record Change(@Nullable Variable before, Variable after) {
	}

	/**
	 * Secrets of an environment, shared by all its layers and by several threads. They
	 * are never forgotten: a secret is known from the moment of its write, even if the
	 * mutator that wrote it never returns.
	 */
	static final class Secrets {

		private final Set<String> names = ConcurrentHashMap.newKeySet();

		private final SecretRedactor redactor = SecretRedactor.of(Set.of());

		void add(String name, String value) {
			this.names.add(name);
			this.redactor.add(value);
		}

		/**
		 * Mark a variable as secret because a part of its value is a secret.
		 * @param name the name of the variable
		 */
		void addName(String name) {
			this.names.add(name);
		}

		boolean isSecret(String name) {
			return !this.names.isEmpty() && this.names.contains(name);
		}

		SecretRedactor redactor() {
			return this.redactor;
		}

	}

}
