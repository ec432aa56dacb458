package io.provisionhook.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.ResolvableType;

/**
 * Collects the names of known properties. Spring Boot binds types to keys without values,
 * and each name that it looks up is a known property. No value is read or converted, and
 * no object is created.
 */
final class KnownProperties implements BindHandler {

	private final List<ConfigurationPropertySource> sources;

	private final Set<String> indexes = new TreeSet<>();

	private final Binder binder;

	private final Set<ConfigurationPropertyName> names = new LinkedHashSet<>();

	private final Set<String> variables = new HashSet<>();

	private final Set<ConfigurationPropertyName> parents = new LinkedHashSet<>();

	private final Set<ConfigurationPropertyName> maps = new HashSet<>();

	private final Set<ConfigurationPropertyName> claimed = new LinkedHashSet<>();

	/**
	 * Create an instance without known properties.
	 * @param keys the keys to check
	 * @param variables the environment variables to check
	 */
	KnownProperties(List<String> keys, List<String> variables) {
		this.sources = List.of(PropertyKey.sourceOf(variables, true), PropertyKey.sourceOf(keys, false));
		this.binder = new Binder(this.sources, (PlaceholdersResolver) (value) -> value);
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().forEach(this::addIndexes);
			}
		}
	}

	private void addIndexes(ConfigurationPropertyName name) {
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			if (name.isNumericIndex(i)) {
				this.indexes.add(name.getElement(i, Form.ORIGINAL));
			}
		}
	}

	/**
	 * Add the properties of a type.
	 * @param prefix the prefix of the properties
	 * @param type the type, for which all properties below the prefix are known if it has
	 * no visible members
	 */
	void add(ConfigurationPropertyName prefix, Bindable<?> type) {
		this.parents.add(prefix);
		boolean known = this.names.contains(prefix);
		this.binder.bind(prefix, type, this);
		if (!known) {
			this.names.remove(prefix);
		}
		if (this.names.stream().noneMatch(prefix::isAncestorOf)) {
			claim(prefix);
		}
	}

	/**
	 * Add a name and all names below it.
	 * @param name the name
	 */
	void claim(ConfigurationPropertyName name) {
		this.claimed.add(name);
		this.parents.add(name);
	}

	/**
	 * Add a parent of unknown names for suggestions only.
	 * @param name the name
	 */
	void suggest(ConfigurationPropertyName name) {
		this.parents.add(name);
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		this.names.add(name);
		this.variables.add(legacyVariable(name));
		Class<?> type = target.getType().resolve(Object.class);
		ResolvableType element = elementOf(target.getType(), type);
		if (Map.class.isAssignableFrom(type)) {
			this.maps.add(name);
		}
		if (element != null || this.maps.contains(name) || !type.getName().startsWith("java.")) {
			this.parents.add(name);
		}
		if (context.getDepth() > 0 && !isPresent(name)) {
			return null;
		}
		if (element != null) {
			bindElements(name, Bindable.of(element));
			return null;
		}
		return target;
	}

	private static @Nullable ResolvableType elementOf(ResolvableType type, Class<?> resolved) {
		if (resolved.isArray()) {
			return type.getComponentType();
		}
		return Collection.class.isAssignableFrom(resolved) ? type.asCollection().getGeneric() : null;
	}

	// Spring Boot ends a list at the first unbound index, and no index is bound here. It
	// stops at the first source with the list
	private void bindElements(ConfigurationPropertyName list, Bindable<?> element) {
		for (String index : this.indexes) {
			ConfigurationPropertyName name = list.append("[" + index + "]");
			if (isPresent(name)
					|| this.sources.stream().anyMatch((source) -> source.getConfigurationProperty(name) != null)) {
				this.binder.bind(name, element, this);
			}
		}
	}

	private boolean isPresent(ConfigurationPropertyName parent) {
		return this.sources.stream()
			.anyMatch((source) -> source.containsDescendantOf(parent) == ConfigurationPropertyState.PRESENT);
	}

	// A type that cannot be inspected may have any properties
	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) {
		claim(name);
		return null;
	}

	/**
	 * Return whether properties with a prefix are known.
	 * @param prefix the prefix
	 * @return whether there is such a property
	 */
	boolean hasPrefix(ConfigurationPropertyName prefix) {
		return this.claimed.contains(prefix) || this.names.stream().anyMatch(prefix::isAncestorOf);
	}

	boolean isKnown(ConfigurationPropertyName name) {
		return this.names.contains(name);
	}

	boolean isParent(ConfigurationPropertyName name) {
		return this.parents.contains(name);
	}

	/**
	 * Return whether a key sets a known property.
	 * @param key the key
	 * @return whether the property is known
	 */
	boolean accepts(PropertyKey key) {
		String variable = key.variable() ? key.text().toUpperCase(Locale.ROOT) : "";
		return this.names.contains(key.name()) || this.variables.contains(variable)
				|| this.claimed.stream()
					.anyMatch((name) -> name.equals(key.name()) || name.isAncestorOf(key.name())
							|| variable.startsWith(legacyVariable(name) + "_"));
	}

	// The current form has no dashes
	static String legacyVariable(ConfigurationPropertyName name) {
		List<String> elements = new ArrayList<>();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			elements.add(name.getElement(i, Form.DASHED).replace('-', '_').toUpperCase(Locale.ROOT));
		}
		return String.join("_", elements);
	}

	/**
	 * Find the known name that is nearest to an unknown one.
	 * @param key the unknown name
	 * @return the known name, empty if none is near
	 */
	Optional<ConfigurationPropertyName> nearest(ConfigurationPropertyName key) {
		return withBrackets(key).or(() -> withoutTypingError(key));
	}

	// a.b.c.member, where a.b.c is one key of the map
	private Optional<ConfigurationPropertyName> withBrackets(ConfigurationPropertyName key) {
		for (int start = 1; start < key.getNumberOfElements(); start++) {
			ConfigurationPropertyName map = key.chop(start);
			for (int end = start + 2; end < key.getNumberOfElements() && this.maps.contains(map); end++) {
				ConfigurationPropertyName member = key.chop(start + 1).append(key.subName(end));
				if (!key.isNumericIndex(end) && this.names.contains(withoutIndexes(member))) {
					return Optional.of(map.append("[" + original(key, start, end, ".") + "]").append(key.subName(end)));
				}
			}
		}
		return Optional.empty();
	}

	static ConfigurationPropertyName withoutIndexes(ConfigurationPropertyName name) {
		ConfigurationPropertyName shorter = name;
		while (shorter.isNumericIndex(shorter.getNumberOfElements() - 1)) {
			shorter = shorter.getParent();
		}
		return shorter;
	}

	private Optional<ConfigurationPropertyName> withoutTypingError(ConfigurationPropertyName key) {
		Set<ConfigurationPropertyName> candidates = new LinkedHashSet<>(this.names);
		candidates.addAll(this.parents);
		return Optional.ofNullable(nearest(key, candidates));
	}

	private @Nullable ConfigurationPropertyName nearest(ConfigurationPropertyName key,
			Collection<ConfigurationPropertyName> candidates) {
		ConfigurationPropertyName nearest = null;
		int shortestDistance = Integer.MAX_VALUE;
		for (ConfigurationPropertyName candidate : candidates) {
			int common = commonElements(key, candidate);
			String right = normalize(candidate, common, candidate.getNumberOfElements());
			int shortest = this.parents.contains(candidate) ? common + 1 : key.getNumberOfElements();
			for (int end = key.getNumberOfElements(); end >= shortest && !right.isEmpty(); end--) {
				String written = normalize(key, common, end);
				int distance = distance(written, right);
				if (distance <= (Math.max(written.length(), right.length()) + 2) / 3 && distance < shortestDistance
						&& !key.isNumericIndex(end - 1)) {
					ConfigurationPropertyName found = withKnownMember(candidate.append(key.subName(end)));
					nearest = (found != null) ? found : nearest;
					shortestDistance = (found != null) ? distance : shortestDistance;
				}
			}
		}
		return nearest;
	}

	// The element after a parent must be a member, unless the members are unknown
	private @Nullable ConfigurationPropertyName withKnownMember(ConfigurationPropertyName name) {
		ConfigurationPropertyName known = withoutIndexes(name);
		if (this.names.contains(known)) {
			return name;
		}
		while (!this.names.contains(known) && !this.parents.contains(known)) {
			known = known.getParent();
		}
		List<ConfigurationPropertyName> members = this.names.stream().filter(known::isParentOf).toList();
		if (members.isEmpty() || this.maps.contains(known)) {
			return this.parents.contains(known) ? name : null;
		}
		return nearest(name, members);
	}

	private static int commonElements(ConfigurationPropertyName first, ConfigurationPropertyName second) {
		int most = Math.min(first.getNumberOfElements(), second.getNumberOfElements());
		int common = 0;
		while (common < most && first.chop(common + 1).equals(second.chop(common + 1))) {
			common++;
		}
		return common;
	}

	private static String normalize(ConfigurationPropertyName name, int start, int end) {
		return PropertyKey.normalize(original(name, start, end, ""));
	}

	private static String original(ConfigurationPropertyName name, int start, int end, String separator) {
		List<String> elements = new ArrayList<>();
		for (int i = start; i < end; i++) {
			elements.add(name.getElement(i, Form.ORIGINAL));
		}
		return String.join(separator, elements);
	}

	// Levenshtein distance
	private static int distance(String from, String to) {
		int[] row = new int[to.length() + 1];
		for (int j = 0; j < row.length; j++) {
			row[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j < row.length; j++) {
				int replaced = diagonal + ((from.charAt(i - 1) != to.charAt(j - 1)) ? 1 : 0);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[to.length()];
	}

}
