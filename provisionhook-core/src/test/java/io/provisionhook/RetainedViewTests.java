package io.provisionhook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.provisionhook.testsupport.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Env}: views and iterators that a mutator retains are closed with the
 * environment.
 */
class RetainedViewTests {

	private static final String CLOSED = "The environment that \"a\" was given can only be used in its turn"
			+ " and on the thread that runs it";

	@RegisterExtension
	final LogCapture log = new LogCapture();

	private final Env env = EnvWrite.environment();

	private final List<Set<Map.Entry<String, String>>> entries = new ArrayList<>();

	private final List<Set<String>> names = new ArrayList<>();

	private final List<Collection<String>> values = new ArrayList<>();

	private final List<Iterator<?>> iterators = new ArrayList<>();

	private final List<Map.Entry<String, String>> entry = new ArrayList<>();

	@BeforeEach
	void runMutatorThatKeepsViews() {
		Registry registry = new Registry();
		registry.register(EnvMutator.of("a", (context, own) -> {
			this.entries.add(own.entrySet());
			this.names.add(own.keySet());
			this.values.add(own.values());
			this.iterators.addAll(List.of(own.entrySet().iterator(), own.keySet().iterator(), own.values().iterator()));
			this.iterators.forEach(Iterator::next);
			this.entry.add(own.entrySet().iterator().next());
		}));
		registry.run(new ManualTime().context(), this.env);
	}

	@Test
	void entriesAreClosed() {
		assertEachClosed(this.entries.get(0), Map.entry("A", "1"));
	}

	@Test
	void namesAreClosed() {
		assertEachClosed(this.names.get(0), "A");
	}

	@Test
	void valuesAreClosed() {
		assertEachClosed(this.values.get(0), "1");
	}

	@Test
	void iteratorsCanNotRemove() {
		assertThat(this.iterators).hasSize(3).allSatisfy((iterator) -> assertClosed(iterator::remove));
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	@Test
	void entryCanNotSetItsValue() {
		Map.Entry<String, String> kept = this.entry.get(0);
		assertClosed(() -> kept.setValue("9"));
		assertThat(kept.getValue()).isEqualTo("1");
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	private void assertEachClosed(Collection<?> view, Object element) {
		assertClosed(() -> view.remove(element));
		assertClosed(() -> view.removeIf(element::equals));
		assertClosed(() -> view.removeAll(List.of(element)));
		assertClosed(() -> view.retainAll(List.of()));
		assertClosed(view::clear);
		assertClosed(() -> assertThat(view.iterator()).isExhausted());
		assertClosed(() -> assertThat(view.size()).isZero());
		assertClosed(() -> assertThat(view.contains(element)).isTrue());
		assertThat(this.env).containsExactlyInAnyOrderEntriesOf(EnvWrite.environment());
	}

	private static void assertClosed(Runnable use) {
		assertThatIllegalStateException().isThrownBy(use::run).withMessage(CLOSED);
	}

}
