package io.provisionhook.plugin.together;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the plugins keep to the rules of the house.
 */
class ArchitectureTests {

	private static final JavaClasses ALL = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackages("io.provisionhook");

	private static final JavaClasses PLUGINS = ALL
		.that(DescribedPredicate.describe("belong to a plugin", ArchitectureTests::isOfPlugin));

	private static boolean isOfPlugin(JavaClass type) {
		return type.getPackageName().startsWith("io.provisionhook.plugin.");
	}

	@Test
	void hookKnowsNothingOfItsPlugins() {
		ArchRuleDefinition.noClasses()
			.that(DescribedPredicate
				.not(DescribedPredicate.describe("belong to a plugin", ArchitectureTests::isOfPlugin)))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.provisionhook.plugin..")
			.check(ALL);
	}

	@Test
	void pluginsDoNotKnowEachOther() {
		SlicesRuleDefinition.slices().assignedFrom(new Plugins()).should().notDependOnEachOther().check(PLUGINS);
		assertThat(PLUGINS.stream().map((type) -> new Plugins().getIdentifierOf(type)).distinct()).hasSize(8);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching("io.provisionhook.plugin.(**)").should().beFreeOfCycles().check(PLUGINS);
	}

	@Test
	void autoConfigurationsArePublicFinalAndListed() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.check(PLUGINS);
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.filteredOn((name) -> name.startsWith("io.provisionhook.plugin."))
			.containsExactlyInAnyOrderElementsOf(PLUGINS.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map(JavaClass::getName)
				.toList());
	}

	@Test
	void nothingElseOfAPluginIsPublic() {
		ArchRuleDefinition.classes()
			.that()
			.resideOutsideOfPackages("io.provisionhook.plugin.configuration", "io.provisionhook.plugin.placeholder",
					"io.provisionhook.plugin.mapping", "io.provisionhook.plugin.upstream",
					"io.provisionhook.plugin.http", "io.provisionhook.plugin.credentialendpoint")
			.and()
			.areNotAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(PLUGINS);
	}

	@Test
	void endpointShowsNoMoreThanItMust() {
		assertThat(PLUGINS.stream()
			.filter((type) -> "io.provisionhook.plugin.credentialendpoint".equals(type.getPackageName()))
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.filter((type) -> !type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getSimpleName)).containsExactlyInAnyOrder("CredentialAccess", "CredentialAuditEvent",
					"CredentialGrants", "CredentialOutcome", "LiveWorkspaces", "WorkspaceAccess");
	}

	@Test
	void whatPluginsShareKnowsNoPlugin() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.provisionhook.plugin.credentialendpoint..")
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("belong to a particular plugin",
					(type) -> isOfPlugin(type)
							&& !new Plugins().getIdentifierOf(type).equals(SliceIdentifier.ignore())))
			.check(PLUGINS);
	}

	@Test
	void beanMethodsArePackagePrivate() {
		ArchRuleDefinition.methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(PLUGINS);
	}

	@Test
	void beanNamesHaveOurPrefix() {
		ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.haveNameStartingWith("provisionhook")
			.check(PLUGINS);
	}

	@Test
	void nothingIsInjectedIntoFieldsOrInitializedByAnnotation() {
		ArchRuleDefinition.noFields().should().beAnnotatedWith(Autowired.class).check(PLUGINS);
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.annotation..", "java.lang.reflect..")
			.check(PLUGINS);
	}

	@Test
	void staticFieldsAreFinal() {
		ArchRuleDefinition.fields().that().areStatic().should().beFinal().check(PLUGINS);
	}

	/**
	 * Which plugin a class belongs to; what they share is nobody's.
	 */
	private static final class Plugins implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			if (!isOfPlugin(type)) {
				return SliceIdentifier.ignore();
			}
			String rest = type.getPackageName().substring("io.provisionhook.plugin.".length());
			String plugin = (rest.indexOf('.') >= 0) ? rest.substring(0, rest.indexOf('.')) : rest;
			return switch (plugin) {
				case "configuration", "placeholder", "mapping", "upstream", "http", "credentialendpoint" ->
					SliceIdentifier.ignore();
				default -> SliceIdentifier.of(plugin);
			};
		}

		@Override
		public String getDescription() {
			return "plugins";
		}

	}

}
