package io.provisionhook.integration;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what each module may use, and of the rules that hold for all of them.
 */
class ArchitectureTests {

	private static final int MOST_TYPES_OF_PACKAGE = 33;

	private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.withImportOption((location) -> !location.contains("-tests.jar"))
		.importPackages("io.provisionhook")
		.that(DescribedPredicate.describe("are published",
				(type) -> !type.getPackageName().startsWith("io.provisionhook.testsupport")));

	@ParameterizedTest
	@EnumSource
	void moduleUsesOnlyThoseBelowIt(Module module) {
		Set<String> used = CLASSES.stream()
			.filter(module::has)
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.map(Dependency::getTargetClass)
			.filter((type) -> type.getPackageName().startsWith("io.provisionhook"))
			.filter((type) -> !module.has(type) && module.uses.stream().noneMatch((other) -> other.has(type)))
			.map(JavaClass::getName)
			.collect(Collectors.toSet());
		assertThat(CLASSES.stream().filter(module::has)).isNotEmpty();
		assertThat(used).isEmpty();
	}

	@Test
	void classIsOfExactlyOneModule() {
		assertThat(CLASSES).allSatisfy((type) -> assertThat(Module.values()).filteredOn((module) -> module.has(type))
			.as(type.getName())
			.hasSize(1));
	}

	@Test
	void coreAndWorkspaceUseTheJdkAndJSpecifyOnly() {
		ArchRuleDefinition.classes()
			.that(inModule(Module.CORE).or(inModule(Module.WORKSPACE)))
			.should()
			.onlyDependOnClassesThat(JavaClass.Predicates
				.resideInAnyPackage("io.provisionhook..", "org.jspecify.annotations..", "java.lang..", "java.io..",
						"java.nio..", "java.text..", "java.time..", "java.util..")
				.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage("java.lang.reflect..",
						"java.util.logging..", "java.util.prefs.."))))
			.check(CLASSES);
		ArchRuleDefinition.noClasses()
			.that(inModule(Module.CORE).or(inModule(Module.WORKSPACE)))
			.should()
			.callMethod(Class.class, "forName", String.class)
			.check(CLASSES);
	}

	@Test
	void processRuntimeUsesTheJdkAndJSpecifyOnly() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage("io.provisionhook.runtime.process")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.provisionhook..", "java..", "org.jspecify.annotations..")
			.check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching("(io.provisionhook..)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void runtimeSpiKnowsNoHandler() {
		noClassesIn("io.provisionhook.workspace.runtime").dependOnClassesThat()
			.resideInAPackage("io.provisionhook.workspace")
			.check(CLASSES);
	}

	@Test
	void hookKnowsNoCredentials() {
		noClassesIn("io.provisionhook", "io.provisionhook.report", "io.provisionhook.redaction").dependOnClassesThat()
			.resideInAPackage("io.provisionhook.credential")
			.check(CLASSES);
	}

	@Test
	void redactionKnowsNothingElse() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage("io.provisionhook.redaction")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.provisionhook.redaction", "io.provisionhook.internal", "java..",
					"org.jspecify.annotations")
			.check(CLASSES);
	}

	@Test
	void runtimesAreIndependentOfTheirAutoConfiguration() {
		noClassesIn("io.provisionhook.runtime.process", "io.provisionhook.runtime.docker",
				"io.provisionhook.runtime.kubernetes")
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.provisionhook.runtime.*.autoconfigure..")
			.check(CLASSES);
	}

	@Test
	void dockerRuntimeShowsNoTypeOfItsClient() {
		DescribedPredicate<JavaClass> ofClient = JavaClass.Predicates.resideInAPackage("com.github.dockerjava..");
		ArchRuleDefinition.methods()
			.that()
			.arePublic()
			.and()
			.areDeclaredInClassesThat()
			.arePublic()
			.should()
			.notHaveRawReturnType(ofClient)
			.andShould()
			.notHaveRawParameterTypes(DescribedPredicate.anyElementThat(ofClient))
			.check(CLASSES);
	}

	// A Pod has hundreds of settings, so the model of its API is what users have anyway
	@Test
	void kubernetesRuntimeShowsTheModelOfPodsOnly() {
		DescribedPredicate<JavaClass> ofClient = JavaClass.Predicates.resideInAPackage("io.fabric8..")
			.and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(Pod.class, Container.class)));
		ArchRuleDefinition.methods()
			.that()
			.arePublic()
			.and()
			.areDeclaredInClassesThat()
			.arePublic()
			.should()
			.notHaveRawReturnType(ofClient)
			.andShould()
			.notHaveRawParameterTypes(DescribedPredicate.anyElementThat(ofClient))
			.check(CLASSES);
	}

	@Test
	void pluginShowsItsAutoConfigurationOnly() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage("io.provisionhook.plugin..")
			.and()
			.resideOutsideOfPackages("io.provisionhook.plugin.internal..", "io.provisionhook.plugin.credentialendpoint")
			.and()
			.areNotAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic()
			.check(CLASSES);
	}

	@Test
	void credentialEndpointShowsNoMoreThanItMust() {
		assertThat(CLASSES.stream()
			.filter((type) -> "io.provisionhook.plugin.credentialendpoint".equals(type.getPackageName()))
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.filter((type) -> !type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getSimpleName)).containsExactlyInAnyOrder("CredentialAccess", "CredentialAuditEvent",
					"CredentialGrants", "CredentialOutcome", "LiveWorkspaces", "WorkspaceAccess");
	}

	@Test
	void sampleUsesWhatUsersMay() {
		JavaClasses sample = new ClassFileImporter().importPath(Path.of("../sample-app/target/classes"));
		assertThat(sample).isNotEmpty();
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.provisionhook.internal..", "io.provisionhook.workspace.internal..",
					"io.provisionhook.plugin.internal..")
			.check(sample);
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
			.check(CLASSES);
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.filteredOn((name) -> name.startsWith("io.provisionhook"))
			.containsExactlyInAnyOrderElementsOf(CLASSES.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map(JavaClass::getName)
				.toList());
	}

	@Test
	void beanMethodsArePackagePrivateWithOurPrefix() {
		ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.bePackagePrivate()
			.andShould()
			.haveNameStartingWith("provisionhook")
			.check(CLASSES);
	}

	@Test
	void nothingIsInjectedIntoFieldsOrInitializedByAnnotation() {
		ArchRuleDefinition.noFields().should().beAnnotatedWith(Autowired.class).check(CLASSES);
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.annotation..", "java.lang.reflect..")
			.check(CLASSES);
	}

	@Test
	void staticFieldsAreFinal() {
		ArchRuleDefinition.fields().that().areStatic().should().beFinal().check(CLASSES);
	}

	@Test
	void fieldsArePrivateOrFinal() {
		ArchRuleDefinition.fields()
			.that()
			.areDeclaredInClassesThat(inModule(Module.CORE).or(inModule(Module.WORKSPACE))
				.or(JavaClass.Predicates.resideInAPackage("io.provisionhook.runtime.process")))
			.and()
			.areNotPrivate()
			.and()
			.areNotFinal()
			.should()
			.beDeclaredInClassesThat()
			.haveSimpleNameEndingWith("Builder")
			.andShould()
			.notBePublic()
			.check(CLASSES);
	}

	@Test
	void packagesAreNullMarked() {
		assertThat(CLASSES).allSatisfy(
				(type) -> assertThat(type.getPackage().isAnnotatedWith(NullMarked.class)).as(type.getPackageName())
					.isTrue());
	}

	@Test
	void simpleNamesStandOnce() {
		Map<String, List<String>> names = CLASSES.stream()
			.filter((type) -> type.isTopLevelClass() && !"package-info".equals(type.getSimpleName()))
			.collect(Collectors.groupingBy(JavaClass::getSimpleName, TreeMap::new,
					Collectors.mapping(JavaClass::getName, Collectors.toList())));
		assertThat(names.values()).allSatisfy((same) -> assertThat(same).hasSize(1));
	}

	@Test
	void packagesAreSmallEnoughToBeKnown() {
		Map<String, Long> sizes = CLASSES.stream()
			.filter((type) -> type.isTopLevelClass() && !"package-info".equals(type.getSimpleName()))
			.collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
		assertThat(sizes).allSatisfy((name, types) -> assertThat(types).isLessThanOrEqualTo(MOST_TYPES_OF_PACKAGE));
	}

	private static DescribedPredicate<JavaClass> inModule(Module module) {
		return DescribedPredicate.describe("are in " + module, module::has);
	}

	private static ClassesShould noClassesIn(String... packages) {
		return ArchRuleDefinition.noClasses().that().resideInAnyPackage(packages).should();
	}

	/**
	 * The modules, each after the modules that it may use.
	 */
	@SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
	enum Module {

		CORE(List.of("io.provisionhook", "io.provisionhook.credential", "io.provisionhook.internal",
				"io.provisionhook.redaction", "io.provisionhook.report")),

		WORKSPACE(List.of("io.provisionhook.workspace", "io.provisionhook.workspace.history",
				"io.provisionhook.workspace.instance", "io.provisionhook.workspace.internal",
				"io.provisionhook.workspace.runtime"), CORE),

		AUTOCONFIGURE(List.of("io.provisionhook.autoconfigure.."), CORE, WORKSPACE),

		TEST(List.of("io.provisionhook.test"), CORE, WORKSPACE),

		PROCESS(List.of("io.provisionhook.runtime.process.."), CORE, WORKSPACE),

		DOCKER(List.of("io.provisionhook.runtime.docker.."), CORE, WORKSPACE),

		KUBERNETES(List.of("io.provisionhook.runtime.kubernetes.."), CORE, WORKSPACE),

		JDBC(List.of("io.provisionhook.store.jdbc"), CORE, WORKSPACE),

		PLUGIN_SUPPORT(List.of("io.provisionhook.plugin.internal.."), CORE, WORKSPACE),

		CREDENTIAL_ENDPOINT(List.of("io.provisionhook.plugin.credentialendpoint"), CORE, WORKSPACE, PLUGIN_SUPPORT),

		AWS_SECRETS_MANAGER(List.of("io.provisionhook.plugin.awssecretsmanager"), CORE, WORKSPACE, PLUGIN_SUPPORT,
				CREDENTIAL_ENDPOINT),

		GCP_SECRET_MANAGER(List.of("io.provisionhook.plugin.gcpsecretmanager"), CORE, WORKSPACE, PLUGIN_SUPPORT,
				CREDENTIAL_ENDPOINT),

		GIT_CREDENTIALS(List.of("io.provisionhook.plugin.gitcredentials"), CORE, WORKSPACE, PLUGIN_SUPPORT,
				CREDENTIAL_ENDPOINT),

		GITHUB_APP_AUTH(List.of("io.provisionhook.plugin.githubappauth"), CORE, WORKSPACE, PLUGIN_SUPPORT,
				CREDENTIAL_ENDPOINT),

		OPENTELEMETRY(List.of("io.provisionhook.plugin.opentelemetry"), CORE, WORKSPACE, PLUGIN_SUPPORT,
				CREDENTIAL_ENDPOINT),

		TENANT_CONFIG(List.of("io.provisionhook.plugin.tenantconfig"), CORE, WORKSPACE, PLUGIN_SUPPORT,
				CREDENTIAL_ENDPOINT),

		VAULT_SECRETS(List.of("io.provisionhook.plugin.vaultsecrets"), CORE, WORKSPACE, PLUGIN_SUPPORT,
				CREDENTIAL_ENDPOINT);

		private final List<String> packages;

		private final List<Module> uses;

		Module(List<String> packages, Module... uses) {
			this.packages = packages;
			this.uses = List.of(uses);
		}

		boolean has(JavaClass type) {
			return JavaClass.Predicates.resideInAnyPackage(this.packages.toArray(String[]::new)).test(type);
		}

	}

}
