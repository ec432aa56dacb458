package io.provisionhook.integration.docs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.provisionhook.integration.docs.ConfigurationMetadata.Property;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tables of properties agree with the metadata of all modules, whose
 * descriptions an IDE shows.
 */
class PropertyTablesTests {

	private static final List<Row> ROWS = MarkdownPage.all()
		.stream()
		.flatMap((page) -> page.rows("property").stream())
		.map(Row::of)
		.toList();

	static Collection<Property> properties() throws IOException {
		return ConfigurationMetadata.properties().values();
	}

	@Test
	void metadataIsThatOfAllModules() throws IOException {
		assertThat(ConfigurationMetadata.properties()).containsKeys("provisionhook.timeout",
				"provisionhook.workspace.concurrency", "provisionhook.process.inherit", "provisionhook.jdbc.platform",
				"provisionhook.docker.image", "provisionhook.credential-endpoint.path",
				"provisionhook.vault-secrets.uri", "management.endpoint.provisionhooks.access");
	}

	@ParameterizedTest
	@MethodSource("properties")
	void propertyIsInOneRowWithDefaultAndValues(Property property) {
		List<Row> rows = ROWS.stream().filter((row) -> row.isAbout(property.name())).toList();
		assertThat(rows).as("rows of " + property.name()).isNotEmpty();
		if (property.members().isEmpty() && !property.type().startsWith("java.util.List")) {
			assertThat(rows).hasSize(1);
		}
		assertThat(rows.get(0).defaultValues()).containsAll(property.defaults());
		assertThat(rows.get(0).words()).containsAll(property.values().stream().map(Row::uniform).toList());
	}

	@ParameterizedTest
	@MethodSource("properties")
	void memberOfTemplateOrPolicyIsInOneRow(Property property) {
		assertThat(property.members()).allSatisfy(
				(member) -> assertThat(ROWS)
					.filteredOn((row) -> row.names().contains(property.name() + ".<name>." + member)
							|| row.names().contains(property.name() + ".<name>.*"))
					.hasSize(1));
	}

	@ParameterizedTest
	@MethodSource("properties")
	void descriptionHasTheFormOfSpringBoot(Property property) {
		assertThat(property.description()).matches("[A-Z](?s:.*)\\.")
			.doesNotContainPattern("^(The|A|An|What|How|Where) ");
	}

	@Test
	void rowIsAboutAPropertyThatExists() throws IOException {
		Collection<Property> properties = properties();
		List<String> unknown = ROWS.stream()
			.flatMap((row) -> row.names().stream())
			.filter((name) -> name.startsWith("provisionhook."))
			.filter((name) -> properties.stream()
				.noneMatch((property) -> new Row(List.of(name), "", "").isAbout(property.name())))
			.toList();
		assertThat(unknown).isEmpty();
	}

	/**
	 * A row of a table.
	 *
	 * @param names the properties that it is about
	 * @param defaultValue the cell with their default
	 * @param text all cells
	 */
	private record Row(List<String> names, String defaultValue, String text) {

		static Row of(List<String> cells) {
			List<String> names = new ArrayList<>();
			for (String name : MarkdownPage.codeIn(cells.get(0))) {
				// Later names of a row may be short, such as .cpus
				names.add((name.startsWith(".") && !names.isEmpty())
						? names.get(0).substring(0, names.get(0).lastIndexOf('.')) + name : name);
			}
			return new Row(names, cells.get(1), String.join(" ", cells));
		}

		static String uniform(String value) {
			return value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
		}

		boolean isAbout(String property) {
			return this.names.stream()
				.anyMatch((name) -> name.equals(property) || name.startsWith(property + ".")
						|| name.startsWith(property + "["));
		}

		List<String> defaultValues() {
			return MarkdownPage.codeIn(this.defaultValue);
		}

		List<String> words() {
			return MarkdownPage.codeIn(this.text)
				.stream()
				.flatMap((code) -> Stream.of(code, code.replaceFirst("=.*", "")))
				.map(Row::uniform)
				.toList();
		}

	}

}
