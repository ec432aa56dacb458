package io.provisionhook.plugin.internal.configuration;

import java.util.Arrays;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no tenant or label moves a {@link PlaceholderTemplate} out of its path.
 */
class PlaceholderTemplatePropertyTests {

	@Property
	void expandedPathStaysInItsPlaceOrThereIsNone(@ForAll("values") String tenant) {
		ProvisionContext context = ProvisionContext.of("w-1", WorkspaceRequest.named("fix").tenant(tenant).build());
		try {
			String expanded = PlaceholderTemplate.parse("agents/a{tenant}/{tenant}/db").expand(context);
			assertThat(expanded).isEqualTo("agents/a" + tenant + "/" + tenant + "/db");
			assertThat(expanded.split("/", -1)).hasSize(4).doesNotContain("", ".", "..");
			assertThat(expanded).doesNotContainPattern("[?#%\\\\\\s\\p{Cntrl}]");
		}
		catch (PlaceholderTemplate.PlaceholderException ex) {
			assertThat(tenant.isEmpty() || Arrays.asList(".", "..").contains(tenant)
					|| !tenant.matches("[A-Za-z0-9._@+=-]+"))
				.isTrue();
		}
	}

	@Property
	void differentWorkspacesNeverComeToTheSamePath(@ForAll("safe") String first, @ForAll("safe") String second) {
		PlaceholderTemplate template = PlaceholderTemplate.parse("agents/x-{tenant}-y/{name}");
		assertThat(template.expand(contextOf(first, second)).equals(template.expand(contextOf(second, first))))
			.isEqualTo(first.equals(second));
	}

	private static ProvisionContext contextOf(String tenant, String name) {
		return ProvisionContext.of("w-1", WorkspaceRequest.named(name).tenant(tenant).build());
	}

	@Provide
	Arbitrary<String> values() {
		return Arbitraries.strings()
			.withChars("ab./\\%2ef?#& *{}:")
			.ofMaxLength(6)
			.filter((text) -> text.chars().noneMatch(Character::isISOControl));
	}

	@Provide
	Arbitrary<String> safe() {
		return Arbitraries.strings().withChars("ab-x_y").ofMinLength(1).ofMaxLength(4);
	}

}
