package io.provisionhook;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * {@link Env} on a linked map, so that variables keep the order in which they were set.
 */
final class DefaultEnv extends AbstractMap<String, String> implements Env {

	private final Map<String, String> base;

	private final Map<String, String> variables;

	private final Set<String> secretNames;

	private final Set<String> secretValues;

	DefaultEnv(Map<String, String> base) {
		this.base = Map.copyOf(base);
		this.variables = new LinkedHashMap<>();
		this.secretNames = new HashSet<>();
		this.secretValues = new HashSet<>();
	}

	private DefaultEnv(DefaultEnv other) {
		this.base = other.base;
		this.variables = new LinkedHashMap<>(other.variables);
		this.secretNames = new HashSet<>(other.secretNames);
		this.secretValues = new HashSet<>(other.secretValues);
	}

	/**
	 * Return a private copy to work on.
	 * @param source what to copy
	 * @return the copy
	 */
	static DefaultEnv copyOf(Map<String, String> source) {
		if (source instanceof DefaultEnv env) {
			return new DefaultEnv(env);
		}
		DefaultEnv copy = new DefaultEnv(Map.of());
		copy.putAll(source);
		return copy;
	}

	/**
	 * Make the target hold what this environment holds.
	 * @param target where the changes go
	 */
	void applyTo(Map<String, String> target) {
		target.keySet().retainAll(this.variables.keySet());
		target.putAll(this.variables);
	}

	/**
	 * Learn the secrets of another environment, so that they are redacted here too.
	 * @param other the environment that has them
	 */
	void shareSecretsOf(DefaultEnv other) {
		this.secretNames.addAll(other.secretNames);
		this.secretValues.addAll(other.secretValues);
	}

	@Override
	public @Nullable String get(@Nullable Object name) {
		return this.variables.get(name);
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return this.variables.containsKey(name);
	}

	@Override
	public @Nullable String put(String name, String value) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(value, () -> "Value of variable '" + name + "' must not be null");
		if (isSecret(name)) {
			this.secretValues.add(value);
		}
		return this.variables.put(name, value);
	}

	@Override
	public @Nullable String putSecret(String name, String value) {
		Objects.requireNonNull(name, "'name' must not be null");
		this.secretNames.add(name);
		return put(name, value);
	}

	@Override
	public boolean isSecret(String name) {
		return this.secretNames.contains(name) || SecretNames.matches(name);
	}

	@Override
	public @Nullable String remove(@Nullable Object name) {
		return this.variables.remove(name);
	}

	@Override
	public void prepend(String name, String element, String separator) {
		String current = listBefore(name, element, separator);
		put(name, current.isEmpty() ? element : element + separator + current);
	}

	@Override
	public void append(String name, String element, String separator) {
		String current = listBefore(name, element, separator);
		put(name, current.isEmpty() ? element : current + separator + element);
	}

	private String listBefore(String name, String element, String separator) {
		Objects.requireNonNull(name, "'name' must not be null");
		Objects.requireNonNull(element, "'element' must not be null");
		Objects.requireNonNull(separator, "'separator' must not be null");
		String value = this.variables.get(name);
		return (value != null) ? value : this.base.getOrDefault(name, "");
	}

	@Override
	public SecretRedactor redactor() {
		Set<String> secrets = new HashSet<>(this.secretValues);
		this.variables.forEach((name, value) -> {
			if (isSecret(name)) {
				secrets.add(value);
			}
		});
		return SecretRedactor.of(secrets);
	}

	@Override
	public Set<Map.Entry<String, String>> entrySet() {
		return new EntrySet();
	}

	@Override
	public String toString() {
		return this.variables.keySet().toString();
	}

	/**
	 * A view of the variables whose writes go the way of all others, through
	 * {@link #put}.
	 */
	private final class EntrySet extends AbstractSet<Map.Entry<String, String>> {

		@Override
		public int size() {
			return DefaultEnv.this.variables.size();
		}

		@Override
		public Iterator<Map.Entry<String, String>> iterator() {
			Iterator<Map.Entry<String, String>> entries = DefaultEnv.this.variables.entrySet().iterator();
			return new Iterator<>() {

				@Override
				public boolean hasNext() {
					return entries.hasNext();
				}

				@Override
				public Map.Entry<String, String> next() {
					return new Variable(entries.next());
				}

				@Override
				public void remove() {
					entries.remove();
				}

			};
		}

	}

	/**
	 * A variable and its value.
	 */
	private final class Variable extends AbstractMap.SimpleEntry<String, String> {

		Variable(Map.Entry<String, String> entry) {
			super(entry);
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
