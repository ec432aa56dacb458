package io.provisionhook;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.provisionhook.redaction.SecretRedactor;

/**
 * An environment each of whose ways of writing ends in {@link #write} and each of whose
 * ways of reading in {@link #find}.
 */
abstract sealed class AbstractEnv extends AbstractMap<String, String> implements Env permits DefaultEnv, MutatorEnv {

	/**
	 * Return the current version of a variable.
	 * @param name the name
	 * @return the version; {@code null} if the variable was never there
	 */
	abstract @Nullable Variable find(@Nullable Object name);

	/**
	 * Check and write a new version of a variable.
	 * @param name the name
	 * @param value the value, {@code null} to remove the variable
	 * @param kind what kind of write it is
	 * @param lease until when the value is good, {@code null} if that is not said; who
	 * adds to a variable does not change its lease
	 * @return the version that was current until then
	 */
	abstract @Nullable Variable write(String name, @Nullable String value, Write kind, @Nullable VariableLease lease);

	/**
	 * Return the variables that are there now, in their order.
	 * @return a snapshot
	 */
	abstract List<Variable> present();

	abstract Variables variables();

	abstract VariableRules rules();

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
		return put(name, value, Write.SECRET, VariableLease.of(lease));
	}

	private @Nullable String put(String name, String value, Write kind, @Nullable VariableLease lease) {
		Objects.requireNonNull(name, "'name' must not be null");
		if (value == null) {
			throw new NullPointerException("Value of variable '" + VariableName.shown(name) + "' must not be null");
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
		String current = listBefore(name, element, separator);
		write(name, current.isEmpty() ? element : element + separator + current, Write.ADDITION, null);
	}

	@Override
	public final void append(String name, String element, String separator) {
		String current = listBefore(name, element, separator);
		write(name, current.isEmpty() ? element : current + separator + element, Write.ADDITION, null);
	}

	private String listBefore(String name, String element, String separator) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(element, "'element' must not be null");
		Objects.requireNonNull(separator, "'separator' must not be null");
		String value = get(name);
		if (value == null) {
			requireKnown(name, "added to");
		}
		return (value != null) ? value : "";
	}

	private void requireKnown(String name, String what) {
		String reason = (find(name) == null) ? variables().base().unknown(name) : null;
		if (reason != null) {
			throw rules().nameOf(name).refused("can't be " + what + ": " + reason);
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
		for (Variable variable : present()) {
			VariableLease declared = variable.lease();
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
		return present().stream().map((variable) -> variable.name().text()).toList().toString();
	}

	/**
	 * What kind of write it is.
	 */
	enum Write {

		PLAIN,

		/**
		 * The value is secret whatever the name is.
		 */
		SECRET,

		/**
		 * Adds to what the variable had.
		 */
		ADDITION

	}

	/**
	 * A view of the variables. An iterator goes through those that were there when it was
	 * made.
	 */
	private final class EntrySet extends AbstractSet<Map.Entry<String, String>> {

		@Override
		public int size() {
			return AbstractEnv.this.size();
		}

		@Override
		public Iterator<Map.Entry<String, String>> iterator() {
			return new EntryIterator(present().iterator());
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
	 * A variable and its value when it was reached.
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
