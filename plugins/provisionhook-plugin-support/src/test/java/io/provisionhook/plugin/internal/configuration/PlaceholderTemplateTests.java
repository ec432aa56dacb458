package io.provisionhook.plugin.internal.configuration;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PlaceholderTemplate}.
 */
class PlaceholderTemplateTests {

	private final ProvisionContext context = ProvisionContext.of("w-1",
			WorkspaceRequest.named("fix-login")
				.tenant("acme")
				.role("reviewer")
				.labels(Map.of("team.io/area", "billing", "repositories", "web, api", "climb", "web,..", "empty", ""))
				.build());

	@ParameterizedTest
	@CsvSource({ "plain/text,plain/text", "agents/{tenant}/{name},agents/acme/fix-login",
			"{workspaceId}/{role},w-1/reviewer", "db-{tenant}-rw/x,db-acme-rw/x",
			"area/{label.team.io/area},area/billing", "{tenant},acme", "a/../b,a/../b" })
	void expandPutsInTheFactsAboutTheWorkspace(String text, String expanded) {
		assertThat(PlaceholderTemplate.parse(text).expand(this.context)).isEqualTo(expanded);
	}

	@Test
	void toStringIsTheTextAsItWasWritten() {
		assertThat(PlaceholderTemplate.parse("agents/{tenant}")).hasToString("agents/{tenant}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tennant", "", "label.", "label", "Tenant", " tenant" })
	void parseRefusesUnknownPlaceholders(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> PlaceholderTemplate.parse("agents/{" + name + "}/db"))
			.withMessage("unknown placeholder {" + name
					+ "}; there are {workspaceId}, {name}, {tenant}, {role} and {label.<key>}");
	}

	@Test
	void parseRefusesBracesWithoutCounterpart() {
		assertThatIllegalArgumentException().isThrownBy(() -> PlaceholderTemplate.parse("agents/{tenant"))
			.withMessage("'{' at position 7 of 'agents/{tenant' is never closed");
		assertThatIllegalArgumentException().isThrownBy(() -> PlaceholderTemplate.parse("agents/tenant}/{name}"))
			.withMessage("'}' in 'agents/tenant}/{name}' was never opened");
		assertThatIllegalArgumentException().isThrownBy(() -> PlaceholderTemplate.parse("}agents"))
			.withMessage("'}' in '}agents' was never opened");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/{tenant}-{name}/b", "{tenant}{name}", "x/{name}.{workspaceId}" })
	void parseRefusesTwoPlaceholdersInOneSegmentSinceTheyAreAmbiguous(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> PlaceholderTemplate.parse(text))
			.withMessage("'" + text
					+ "' has two placeholders in one segment, where different workspaces could get the same value");
	}

	@Test
	void expandWhenFactIsMissingNamesIt() {
		ProvisionContext bare = ProvisionContext.of("w-1", WorkspaceRequest.named("fix").build());
		assertThatExceptionOfType(PlaceholderTemplate.PlaceholderException.class)
			.isThrownBy(() -> PlaceholderTemplate.parse("agents/{tenant}").expand(bare))
			.withMessage("the workspace has no tenant, which placeholder {tenant} asks for");
		assertThatExceptionOfType(PlaceholderTemplate.PlaceholderException.class)
			.isThrownBy(() -> PlaceholderTemplate.parse("agents/{label.team}").expand(bare))
			.withMessage("the workspace has no label 'team', which placeholder {label.team} asks for");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "../b", "a\\b", "%2e%2e", "a%2fb", "a?version=1", "a#key", "a b", "a*", "a:b", "ä",
			"\uFF0E\uFF0E", "a;b", "{name}", "a,b" })
	void expandRefusesValuesThatMeanSomethingInAPath(String tenant) {
		ProvisionContext hostile = ProvisionContext.of("w-1", WorkspaceRequest.named("fix").tenant(tenant).build());
		assertThatExceptionOfType(PlaceholderTemplate.PlaceholderException.class)
			.isThrownBy(() -> PlaceholderTemplate.parse("agents/{tenant}/db").expand(hostile))
			.withMessage("the tenant '" + tenant
					+ "' of the workspace can't replace {tenant}; only letters, digits and . _ - @ + = are allowed");
	}

	@ParameterizedTest
	@CsvSource({ "agents/{tenant}/db,..", "agents/{tenant}/db,.", "agents/.{tenant}/db,.", "{tenant}.,." })
	void expandRefusesToMakeASegmentThatClimbs(String text, String tenant) {
		ProvisionContext hostile = ProvisionContext.of("w-1", WorkspaceRequest.named("fix").tenant(tenant).build());
		assertThatExceptionOfType(PlaceholderTemplate.PlaceholderException.class)
			.isThrownBy(() -> PlaceholderTemplate.parse(text).expand(hostile))
			.withMessage("'" + text + "' would become '" + text.replace("{tenant}", tenant)
					+ "' for this workspace, which is outside of its path");
	}

	@Test
	void expandListSplitsTheValueOfALonePlaceholder() {
		assertThat(PlaceholderTemplate.parse("{label.repositories}").expandList(this.context)).containsExactly("web",
				"api");
	}

	@Test
	void expandListOfAnyOtherTextIsOneElement() {
		assertThat(PlaceholderTemplate.parse("web").expandList(this.context)).containsExactly("web");
		assertThat(PlaceholderTemplate.parse("web-{tenant}").expandList(this.context)).containsExactly("web-acme");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x{label.repositories}", "{label.repositories}/x" })
	void expandListWithinATextAllowsNoCommas(String text) {
		assertThatExceptionOfType(PlaceholderTemplate.PlaceholderException.class)
			.isThrownBy(() -> PlaceholderTemplate.parse(text).expandList(this.context))
			.withMessageStartingWith("the label 'repositories' 'web, api' of the workspace can't replace");
	}

	@Test
	void expandListChecksEachElement() {
		assertThatExceptionOfType(PlaceholderTemplate.PlaceholderException.class)
			.isThrownBy(() -> PlaceholderTemplate.parse("{label.climb}").expandList(this.context))
			.withMessage("'{label.climb}' would become '..' for this workspace, which is outside of its path");
		assertThatExceptionOfType(PlaceholderTemplate.PlaceholderException.class)
			.isThrownBy(() -> PlaceholderTemplate.parse("{label.empty}").expandList(this.context))
			.withMessageStartingWith("the label 'empty' '' of the workspace can't replace");
	}

}
