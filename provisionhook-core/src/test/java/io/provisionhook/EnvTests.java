package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link Env} as a map.
 */
class EnvTests {

	private final Env env = Env.of(Map.of());

	@Test
	void ofCopiesVariables() {
		Map<String, String> variables = new HashMap<>(Map.of("A", "1"));
		Env copy = Env.of(variables);
		variables.put("A", "2");
		copy.put("B", "3");
		assertThat(copy).containsOnly(Map.entry("A", "1"), Map.entry("B", "3"));
		assertThat(variables).containsOnly(Map.entry("A", "2"));
	}

	@Test
	void onTopOfStartsWithTheBase() {
		Env env = Env.onTopOf(BaseEnvironment.EMPTY.with(BaseEnvironment.Owner.IMAGE, Map.of("PATH", "/bin")));
		assertThat(env).containsOnly(Map.entry("PATH", "/bin"));
	}

	@Test
	void putReturnsValueBefore() {
		assertThat(this.env.put("A", "1")).isNull();
		assertThat(this.env.put("A", "2")).isEqualTo("1");
		assertThat(this.env.putSecret("A", "3")).isEqualTo("2");
		assertThat(this.env).containsOnly(Map.entry("A", "3"));
	}

	@Test
	void emptyValueStays() {
		this.env.put("A", "");
		assertThat(this.env).containsOnly(Map.entry("A", ""));
		assertThat(this.env.putIfAbsent("A", "other")).isEmpty();
		assertThat(this.env.get("A")).isEmpty();
	}

	@Test
	void removeReturnsValueBefore() {
		this.env.put("A", "1");
		assertThat(this.env.remove("A")).isEqualTo("1");
		assertThat(this.env.remove("A")).isNull();
		assertThat(this.env.containsKey("A")).isFalse();
		assertThat(this.env.get("A")).isNull();
	}

	@Test
	void namesDifferByCase() {
		this.env.put("Path", "1");
		this.env.put("PATH", "2");
		assertThat(this.env).containsOnly(Map.entry("Path", "1"), Map.entry("PATH", "2"));
	}

	@Test
	void variablesKeepTheOrderOfFirstWrite() {
		this.env.put("C", "1");
		this.env.put("A", "2");
		this.env.put("B", "3");
		this.env.put("C", "4");
		assertThat(this.env.keySet()).containsExactly("C", "A", "B");
	}

	@Test
	void mutatorSeesEachVariableOnceInTheOrderOfFirstWrite() {
		this.env.putAll(new TreeMap<>(Map.of("A", "1", "B", "2", "C", "3")));
		List<String> seen = new ArrayList<>();
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, env) -> {
			env.put("D", "4");
			env.put("B", "5");
			env.remove("A");
			env.forEach((name, value) -> seen.add(name + "=" + value));
			seen.add("size " + env.size());
		}));
		registry.run(new ManualTime().context(), this.env);
		assertThat(seen).containsExactly("B=5", "C=3", "D=4", "size 3");
		assertThat(this.env.keySet()).containsExactly("B", "C", "D");
	}

	@Test
	void entriesShowNamesOnly() {
		this.env.put("A", "hidden");
		assertThat(this.env.entrySet()).hasToString("[A]");
	}

	@Test
	void toStringShowsNamesOnly() {
		this.env.put("A", "plain-value");
		this.env.putSecret("B", "secret-value");
		assertThat(this.env).hasToString("[A, B]");
	}

	@Test
	void viewsWriteThrough() {
		this.env.putAll(Map.of("A", "1", "B", "2", "C", "3"));
		this.env.keySet().remove("A");
		assertThat(this.env.entrySet().size()).isEqualTo(2);
		this.env.values().removeIf("2"::equals);
		assertThat(this.env).containsOnly(Map.entry("C", "3"));
		Iterator<Map.Entry<String, String>> entries = this.env.entrySet().iterator();
		assertThat(entries.next().setValue("4")).isEqualTo("3");
		assertThat(this.env).containsOnly(Map.entry("C", "4"));
		entries.remove();
		assertThat(this.env).isEmpty();
	}

	@Test
	void envEqualsMapOfSameVariables() {
		this.env.put("A", "1");
		assertThat(this.env).isEqualTo(Map.of("A", "1")).hasSameHashCodeAs(Map.of("A", "1"));
		assertThat(this.env).isNotEqualTo(Map.of("A", "2"));
	}

	@Test
	@SuppressWarnings("NullAway") // Plugins without NullAway can do this
	void writesRefuseNull() {
		assertThatNullPointerException().isThrownBy(() -> this.env.put(null, "1"))
			.withMessage("'name' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.putSecret(null, "1"))
			.withMessage("'name' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.put("A", null))
			.withMessage("Value of variable 'A' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.putSecret("A", null))
			.withMessage("Value of variable 'A' must not be null");
		assertThat(this.env).isEmpty();
	}

	@Test
	@SuppressWarnings("NullAway") // Plugins without NullAway can do this
	void entriesRefuseNull() {
		this.env.put("A", "1");
		Map.Entry<String, String> entry = this.env.entrySet().iterator().next();
		assertThatNullPointerException().isThrownBy(() -> entry.setValue(null))
			.withMessage("Value of variable 'A' must not be null");
		assertThatNullPointerException().isThrownBy(() -> this.env.replaceAll((name, value) -> null))
			.withMessage("Value of variable 'A' must not be null");
		assertThat(this.env).containsOnly(Map.entry("A", "1"));
	}

	@Test
	@SuppressWarnings("NullAway") // Callers without NullAway can do this
	void factoriesRefuseNull() {
		assertThatNullPointerException().isThrownBy(() -> Env.of(null)).withMessage("'variables' must not be null");
		assertThatNullPointerException().isThrownBy(() -> Env.onTopOf(null)).withMessage("'base' must not be null");
	}

}
