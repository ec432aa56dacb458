package io.provisionhook;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Variables.DeclaredLease;
import io.provisionhook.Variables.Variable;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Base class of environments: implements a {@link Map} on top of {@link Variables}, with
 * all writes in {@link #write}.
 */
abstract sealed class AbstractEnv extends AbstractMap<String, String> implements Env permits DefaultEnv, MutatorEnv {

	/**
	 * Return the current version of a variable.
	 * @param name the name
	 * @return the version; {@code null} if the variable was never present
	 */
	final @Nullable Variable find(@Nullable Object name) {
		return variables().find(name);
	}

	/**
	 * Check and write a new version of a variable.
	 * @param name the name
	 * @param value the value, {@code null} to remove the variable
	 * @param kind the kind of the write
	 * @param lease the lease of the value, {@code null} if there is none; an addition
	 * keeps the lease of the variable
	 * @return the previous version
	 */
	abstract @Nullable Variable write(String name, @Nullable String value, Write kind, @Nullable DeclaredLease lease);

	/**
	 * Return the variables behind this environment.
	 * @return the variables
	 */
	abstract Variables variables();

	/**
	 * Return the rules for writes.
	 * @return the rules
	 */
	abstract VariableRules rules();

	@Override
	public final int size() {
		return variables().count();
	}

	@Override
	public final @Nullable String get(@Nullable Object name) {
		return Variable.valueOf(find(name));
	}

	@Override
	public final boolean containsKey(@Nullable Object name) {
		return get(name) != null;
	}

	@Override
	public final @Nullable String put(String name, String value) {
		return put(name, value, Write.PLAIN, null);
	}

	@Override
	public final @Nullable String putSecret(String name, String value) {
		return put(name, value, Write.SECRET, null);
	}

	@Override
	public final @Nullable String putSecret(String name, String value, Lease lease) {
		Objects.requireNonNull(lease, "'lease' must not be null");
		return put(name, value, Write.SECRET, DeclaredLease.of(lease));
	}

	private @Nullable String put(String name, String value, Write kind, @Nullable DeclaredLease lease) {
		Objects.requireNonNull(name, "'name' must not be null");
		if (value == null) {
			throw new NullPointerException("Value of variable '" + VariableName.printable(name) + "' must not be null");
		}
		return Variable.valueOf(write(name, value, kind, lease));
	}

	@Override
	public final @Nullable String remove(@Nullable Object name) {
		if (!(name instanceof String text)) {
			return null;
		}
		if (!containsKey(text)) {
			requireKnown(text, "removed");
			return null;
		}
		return Variable.valueOf(write(text, null, Write.PLAIN, null));
	}

	@Override
	public final void prepend(String name, String element, String separator) {
		String current = currentList(name, element, separator);
		write(name, current.isEmpty() ? element : element + separator + current, Write.ADDITION, null);
	}

	@Override
	public final void append(String name, String element, String separator) {
		String current = currentList(name, element, separator);
		write(name, current.isEmpty() ? element : current + separator + element, Write.ADDITION, null);
	}

	private String currentList(String name, String element, String separator) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(element, "'element' must not be null");
		Objects.requireNonNull(separator, "'separator' must not be null");
		String value = get(name);
		if (value == null) {
			requireKnown(name, "added to");
		}
		return (value != null) ? value : "";
	}

	private void requireKnown(String name, String action) {
		String reason = (find(name) == null) ? variables().base().reasonUnknown(name) : null;
		if (reason != null) {
			throw rules().nameOf(name).refused("can't be " + action + ": " + reason);
		}
	}

	@Override
	public final boolean isSecret(String name) {
		return variables().secrets().isSecret(name) || rules().nameOf(name).secret();
	}

	@Override
	public final Map<String, String> base() {
		return variables().base().values();
	}

	@Override
	public final Map<String, Lease> leases() {
		Map<String, Lease> leases = new LinkedHashMap<>();
		for (Variable variable : variables().present()) {
			DeclaredLease declared = variable.lease();
			if (declared != null) {
				leases.put(variable.name().text(), declared.lease());
			}
		}
		return Collections.unmodifiableMap(leases);
	}

	@Override
	public final SecretRedactor redactor() {
		return variables().secrets().redactor();
	}

	@Override
	public final Set<Map.Entry<String, String>> entrySet() {
		return new EntrySet();
	}

	@Override
	public String toString() {
		return variables().present().stream().map((variable) -> variable.name().text()).toList().toString();
	}

	/**
	 * Kind of a write.
	 */
	enum Write {

		PLAIN,

		/**
		 * The value is secret regardless of the name.
		 */
		SECRET,

		/**
		 * Adds an element to a list-like variable.
		 */
		ADDITION

	}

	/**
	 * View of the variables. Its iterators are snapshots.
	 */
	private final class EntrySet extends AbstractSet<Map.Entry<String, String>> {

		@Override
		public int size() {
			return AbstractEnv.this.size();
		}

		@Override
		public Iterator<Map.Entry<String, String>> iterator() {
			return new EntryIterator(variables().present().iterator());
		}

	}

	/**
	 * Iterates over a snapshot.
	 */
	private final class EntryIterator implements Iterator<Map.Entry<String, String>> {

		private final Iterator<Variable> variables;

		private @Nullable Variable current;

		EntryIterator(Iterator<Variable> variables) {
			this.variables = variables;
		}

		@Override
		public boolean hasNext() {
			return this.variables.hasNext();
		}

		@Override
		public Map.Entry<String, String> next() {
			Variable next = this.variables.next();
			this.current = next;
			return new Entry(next);
		}

		@Override
		public void remove() {
			if (this.current == null) {
				throw new IllegalStateException("There is no variable to remove");
			}
			AbstractEnv.this.remove(this.current.name().text());
			this.current = null;
		}

	}

	/**
	 * A variable with its value at the time of the iteration.
	 */
	private final class Entry extends SimpleEntry<String, String> {

		Entry(Variable variable) {
			super(variable.name().text(), Objects.requireNonNull(variable.value()));
		}

		@Override
		public String setValue(String value) {
			put(getKey(), value);
			return super.setValue(value);
		}

		@Override
		public String toString() {
			return getKey();
		}

	}

}
