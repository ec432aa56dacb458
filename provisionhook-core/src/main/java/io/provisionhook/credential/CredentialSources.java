package io.provisionhook.credential;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.provisionhook.internal.PrintableText;

/**
 * All sources of credentials, with lookup by name and by host. Ambiguous lookups throw an
 * exception. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class CredentialSources {

	private final Map<String, CredentialSource> byName = new TreeMap<>();

	private CredentialSources(Collection<? extends CredentialSource> sources) {
		for (CredentialSource source : sources) {
			PrintableText.require("name() of credential source " + typeOf(source), source.name(),
					PrintableText.MAX_NAME_LENGTH);
			CredentialSource other = this.byName.putIfAbsent(source.name(), source);
			if (other != null) {
				throw new CredentialSourceException("Two credential sources have the name '" + source.name() + "': "
						+ typeOf(other) + " and " + typeOf(source));
			}
		}
	}

	private static String typeOf(CredentialSource source) {
		return PrintableText.of(source.getClass().getName());
	}

	/**
	 * Create the collection.
	 * @param sources the sources
	 * @return the collection
	 * @throws CredentialSourceException if two sources have the same name
	 * @throws IllegalArgumentException if a name is too long or not printable
	 */
	public static CredentialSources of(Collection<? extends CredentialSource> sources) {
		return new CredentialSources(sources);
	}

	/**
	 * Return the names of the sources.
	 * @return the names, sorted
	 */
	public Set<String> names() {
		return new TreeSet<>(this.byName.keySet());
	}

	/**
	 * Return the source with a name.
	 * @param name the name
	 * @return the source
	 * @throws CredentialSourceException if there is none
	 */
	public CredentialSource named(String name) {
		CredentialSource source = this.byName.get(name);
		if (source == null) {
			throw new CredentialSourceException("There is no credential source '" + name + "'; " + known());
		}
		return source;
	}

	/**
	 * Return the source for a host.
	 * @param host the host
	 * @return the only source for the host
	 * @throws CredentialSourceException if there is none, or more than one
	 */
	public CredentialSource forHost(CredentialHost host) {
		List<CredentialSource> sources = this.byName.values()
			.stream()
			.filter((source) -> source.hosts().contains(host))
			.toList();
		if (sources.isEmpty()) {
			throw new CredentialSourceException("There is no credential source for '" + host + "'; " + known());
		}
		if (sources.size() > 1) {
			throw new CredentialSourceException("There are several credential sources for '" + host + "': "
					+ String.join(", ", sources.stream().map(CredentialSource::name).toList())
					+ "; choose one by its name");
		}
		return sources.get(0);
	}

	private String known() {
		return this.byName.isEmpty() ? "there are none at all" : "there are " + String.join(", ", this.byName.keySet());
	}

}
