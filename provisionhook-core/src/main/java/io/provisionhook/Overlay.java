package io.provisionhook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a run has written so far, over an environment that it leaves alone until all
 * mutators have passed. Costs with the number of writes, not with the size of the
 * environment.
 */
final class Overlay {

	private final Variables below;

	private Map<String, Variable> written = Map.of();

	private int count;

	private long totalSize;

	Overlay(Variables below) {
		this.below = below;
		this.count = below.count();
		this.totalSize = below.totalSize();
	}

	/**
	 * Return what a mutator of this run wrote last.
	 * @param name the name of the variable
	 * @return the version; {@code null} if none did
	 */
	@Nullable Variable findWritten(String name) {
		return this.written.get(name);
	}

	@Nullable Variable find(@Nullable Object name) {
		Variable version = (name != null) ? this.written.get(name) : null;
		return (version != null) ? version : this.below.find(name);
	}

	void add(Change change) {
		Variable after = change.after();
		if (this.written.isEmpty()) {
			this.written = new LinkedHashMap<>();
		}
		this.written.put(after.name().text(), after);
		this.count += (after.isPresent() ? 1 : 0) - ((Variable.valueOf(change.before()) != null) ? 1 : 0);
		this.totalSize += after.size() - Variable.sizeOf(change.before());
	}

	int count() {
		return this.count;
	}

	long totalSize() {
		return this.totalSize;
	}

	List<Variable> present() {
		Stream<Variable> old = this.below.present()
			.stream()
			.map((variable) -> this.written.getOrDefault(variable.name().text(), variable));
		Stream<Variable> added = this.written.values()
			.stream()
			.filter((variable) -> this.below.find(variable.name().text()) == null);
		return Stream.concat(old, added).filter((variable) -> variable.isPresent()).toList();
	}

	Variables below() {
		return this.below;
	}

	/**
	 * Make the variables below what they are from here.
	 */
	void apply() {
		this.written.values().forEach(this.below::set);
	}

	/**
	 * Do to a map what was done to a copy of it.
	 * @param target the map
	 */
	void applyTo(Map<String, String> target) {
		this.written.forEach((name, variable) -> {
			String value = variable.value();
			if (value != null) {
				target.put(name, value);
			}
			else {
				target.remove(name);
			}
		});
	}

}
