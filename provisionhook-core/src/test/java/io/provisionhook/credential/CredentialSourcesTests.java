package io.provisionhook.credential;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CredentialSources}.
 */
class CredentialSourcesTests {

	private static final CredentialHost GITHUB = new CredentialHost("github.com");

	private final StubSource app = StubSource.of("github-app-auth", "github.com");

	private final StubSource vault = StubSource.of("vault", "git.example.com", "gitlab.com");

	private final StubSource other = StubSource.of("other-app", "GitHub.com");

	@Test
	void sourceIsFoundByName() {
		CredentialSources sources = CredentialSources.of(List.of(this.vault, this.app));
		assertThat(sources.named("vault")).isSameAs(this.vault);
		assertThat(sources.names()).containsExactly("github-app-auth", "vault");
	}

	@Test
	void sourceIsFoundByHost() {
		CredentialSources sources = CredentialSources.of(List.of(this.vault, this.app));
		assertThat(sources.forHost(GITHUB)).isSameAs(this.app);
		assertThat(sources.forHost(new CredentialHost("gitlab.com"))).isSameAs(this.vault);
	}

	@Test
	void unknownNameIsRefusedWithListOfSources() {
		CredentialSources sources = CredentialSources.of(List.of(this.vault, this.app));
		assertThatExceptionOfType(CredentialSourceException.class).isThrownBy(() -> sources.named("vualt"))
			.withMessage("There is no credential source 'vualt'; there are github-app-auth, vault");
		assertThatExceptionOfType(CredentialSourceException.class)
			.isThrownBy(() -> CredentialSources.of(List.of()).named("vault"))
			.withMessage("There is no credential source 'vault'; there are none at all");
	}

	@Test
	void unknownHostIsRefusedWithListOfSources() {
		CredentialSources sources = CredentialSources.of(List.of(this.vault));
		assertThatExceptionOfType(CredentialSourceException.class).isThrownBy(() -> sources.forHost(GITHUB))
			.withMessage("There is no credential source for 'github.com'; there are vault");
	}

	@Test
	void hostOfSeveralSourcesIsRefused() {
		CredentialSources sources = CredentialSources.of(List.of(this.other, this.app));
		assertThatExceptionOfType(CredentialSourceException.class).isThrownBy(() -> sources.forHost(GITHUB))
			.withMessage("There are several credential sources for 'github.com': github-app-auth, other-app;"
					+ " choose one by its name");
		assertThat(sources.named("other-app")).isSameAs(this.other);
	}

	@Test
	void nameIsUnique() {
		List<StubSource> twice = List.of(this.app, StubSource.of("github-app-auth"));
		assertThatExceptionOfType(CredentialSourceException.class).isThrownBy(() -> CredentialSources.of(twice))
			.withMessage("Two credential sources have the name 'github-app-auth': %s and %s",
					StubSource.class.getName(), StubSource.class.getName());
	}

	@Test
	void nameThatCannotBeShownIsRefused() {
		String type = StubSource.class.getName();
		assertThat(CredentialSources.of(List.of(StubSource.of("s".repeat(255)))).names()).hasSize(1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CredentialSources.of(List.of(StubSource.of("s".repeat(256)))))
			.withMessage("name() of credential source " + type + " must not be longer than 255 characters");
		assertThatIllegalArgumentException().isThrownBy(() -> CredentialSources.of(List.of(StubSource.of("a\u202eb"))))
			.withMessage("name() of credential source " + type + " must not contain format characters");
	}

	/**
	 * A source that has a name and hosts.
	 *
	 * @param name the name
	 * @param hosts the hosts
	 */
	private record StubSource(String name, Set<CredentialHost> hosts) implements CredentialSource {

		static StubSource of(String name, String... hosts) {
			return new StubSource(name, Stream.of(hosts).map(CredentialHost::new).collect(Collectors.toSet()));
		}

		@Override
		public Credential credential(CredentialRequest request) {
			throw new UnsupportedOperationException();
		}

	}

}
