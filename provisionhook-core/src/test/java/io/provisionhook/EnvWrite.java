package io.provisionhook;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All write operations of an {@link Env}, each applied to {@link #BEFORE}.
 */
@SuppressWarnings("ImmutableEnumChecker") // None of the lambdas holds state
enum EnvWrite {

	PUT((env) -> env.put("NEW", "9"), Map.of("A", "1", "B", "2", "NEW", "9")),

	PUT_OVER((env) -> env.put("A", "9"), Map.of("A", "9", "B", "2")),

	PUT_SECRET((env) -> env.putSecret("NEW", "9"), Map.of("A", "1", "B", "2", "NEW", "9")),

	PREPEND((env) -> env.prepend("A", "9", ":"), Map.of("A", "9:1", "B", "2")),

	APPEND((env) -> env.append("A", "9", ":"), Map.of("A", "1:9", "B", "2")),

	PUT_ALL((env) -> env.putAll(Map.of("A", "9", "NEW", "9")), Map.of("A", "9", "B", "2", "NEW", "9")),

	PUT_IF_ABSENT((env) -> env.putIfAbsent("NEW", "9"), Map.of("A", "1", "B", "2", "NEW", "9")),

	REMOVE((env) -> env.remove("A"), Map.of("B", "2")),

	REMOVE_VALUE((env) -> env.remove("A", "1"), Map.of("B", "2")),

	REPLACE((env) -> env.replace("A", "9"), Map.of("A", "9", "B", "2")),

	REPLACE_VALUE((env) -> env.replace("A", "1", "9"), Map.of("A", "9", "B", "2")),

	REPLACE_ALL((env) -> env.replaceAll((name, value) -> value + "9"), Map.of("A", "19", "B", "29")),

	COMPUTE((env) -> env.compute("A", (name, value) -> value + "9"), Map.of("A", "19", "B", "2")),

	COMPUTE_IF_ABSENT((env) -> env.computeIfAbsent("NEW", (name) -> "9"), Map.of("A", "1", "B", "2", "NEW", "9")),

	COMPUTE_IF_PRESENT((env) -> env.computeIfPresent("A", (name, value) -> value + "9"), Map.of("A", "19", "B", "2")),

	MERGE((env) -> env.merge("A", "9", String::concat), Map.of("A", "19", "B", "2")),

	CLEAR((env) -> env.clear(), Map.of()),

	ENTRIES_REMOVE((env) -> env.entrySet().remove(Map.entry("A", "1")), Map.of("B", "2")),

	ENTRIES_REMOVE_IF((env) -> env.entrySet().removeIf((entry) -> entry.getKey().equals("A")), Map.of("B", "2")),

	ENTRIES_REMOVE_ALL((env) -> env.entrySet().removeAll(List.of(Map.entry("A", "1"))), Map.of("B", "2")),

	ENTRIES_RETAIN_ALL((env) -> env.entrySet().retainAll(List.of(Map.entry("B", "2"))), Map.of("B", "2")),

	ENTRIES_CLEAR((env) -> env.entrySet().clear(), Map.of()),

	ENTRIES_ITERATOR_REMOVE((env) -> removeFirst(env.entrySet().iterator()), Map.of("B", "2")),

	ENTRY_SET_VALUE((env) -> env.entrySet().iterator().next().setValue("9"), Map.of("A", "9", "B", "2")),

	NAMES_REMOVE((env) -> env.keySet().remove("A"), Map.of("B", "2")),

	NAMES_REMOVE_IF((env) -> env.keySet().removeIf("A"::equals), Map.of("B", "2")),

	NAMES_REMOVE_ALL((env) -> env.keySet().removeAll(List.of("A")), Map.of("B", "2")),

	NAMES_RETAIN_ALL((env) -> env.keySet().retainAll(List.of("B")), Map.of("B", "2")),

	NAMES_CLEAR((env) -> env.keySet().clear(), Map.of()),

	NAMES_ITERATOR_REMOVE((env) -> removeFirst(env.keySet().iterator()), Map.of("B", "2")),

	VALUES_REMOVE((env) -> env.values().remove("1"), Map.of("B", "2")),

	VALUES_REMOVE_IF((env) -> env.values().removeIf("1"::equals), Map.of("B", "2")),

	VALUES_REMOVE_ALL((env) -> env.values().removeAll(List.of("1")), Map.of("B", "2")),

	VALUES_RETAIN_ALL((env) -> env.values().retainAll(List.of("2")), Map.of("B", "2")),

	VALUES_CLEAR((env) -> env.values().clear(), Map.of()),

	VALUES_ITERATOR_REMOVE((env) -> removeFirst(env.values().iterator()), Map.of("B", "2"));

	/**
	 * The environment to write to, in this order.
	 */
	static final List<Map.Entry<String, String>> BEFORE = List.of(Map.entry("A", "1"), Map.entry("B", "2"));

	private final Consumer<Env> write;

	private final Map<String, String> after;

	EnvWrite(Consumer<Env> write, Map<String, String> after) {
		this.write = write;
		this.after = after;
	}

	private static void removeFirst(Iterator<?> iterator) {
		iterator.next();
		iterator.remove();
	}

	void to(Env env) {
		this.write.accept(env);
	}

	/**
	 * Return what the environment is like when it was written to.
	 * @return all of its variables
	 */
	Map<String, String> after() {
		return this.after;
	}

	static Env environment() {
		Env env = Env.of(Map.of());
		BEFORE.forEach((entry) -> env.put(entry.getKey(), entry.getValue()));
		return env;
	}

}
