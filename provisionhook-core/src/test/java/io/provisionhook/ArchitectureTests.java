package io.provisionhook;

import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what this module may use, and of how it may be written.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.importUrl(Registry.class.getProtectionDomain().getCodeSource().getLocation());

	@Test
	void usesTheJdkAndJSpecifyOnly() {
		DescribedPredicate<JavaClass> allowed = JavaClass.Predicates
			.resideInAnyPackage("io.provisionhook..", "org.jspecify.annotations..", "java.lang..", "java.io..",
					"java.nio..", "java.text..", "java.time..", "java.util..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage("java.lang.reflect..",
					"java.util.logging..", "java.util.prefs..")));
		ArchRule rule = ArchRuleDefinition.classes().should().onlyDependOnClassesThat(allowed);
		rule.check(CLASSES);
	}

	@Test
	void hookKnowsNothingOfWorkspaceHandling() {
		ArchRule rule = ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.provisionhook")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.provisionhook.workspace..");
		rule.check(CLASSES);
	}

	@Test
	void hookAndCredentialsKnowNothingOfEachOthersUse() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.provisionhook")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.provisionhook.credential")
			.check(CLASSES);
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.provisionhook.credential")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.provisionhook.workspace..")
			.check(CLASSES);
	}

	@Test
	void redactionKnowsNothingElse() {
		ArchRule rule = ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.provisionhook.redaction")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.provisionhook", "io.provisionhook.workspace..");
		rule.check(CLASSES);
	}

	@Test
	void handlerKnowsNoRuntime() {
		ArchRule rule = ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.provisionhook.workspace")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.provisionhook.workspace.process..");
		rule.check(CLASSES);
	}

	@Test
	void hasNoStaticState() {
		ArchRule rule = ArchRuleDefinition.fields().that().areStatic().should().beFinal();
		rule.check(CLASSES);
	}

	@Test
	void usesNoReflection() {
		ArchRule rule = ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAPackage("java.lang.reflect..")
			.orShould()
			.callMethod(Class.class, "forName", String.class);
		rule.check(CLASSES);
	}

	@Test
	void fieldsArePrivateOrFinalOutsideOfBuilders() {
		ArchRule rule = ArchRuleDefinition.fields()
			.that()
			.areNotPrivate()
			.and()
			.areNotFinal()
			.should()
			.beDeclaredInClassesThat()
			.haveSimpleNameEndingWith("Builder")
			.andShould()
			.notHaveModifier(JavaModifier.PUBLIC);
		rule.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> packages = new TreeSet<>();
		for (JavaClass type : CLASSES) {
			JavaPackage own = type.getPackage();
			packages.add(own.getName());
			assertThat(own.isAnnotatedWith(NullMarked.class)).as(own.getName()).isTrue();
		}
		assertThat(packages).containsExactly("io.provisionhook", "io.provisionhook.credential",
				"io.provisionhook.redaction", "io.provisionhook.workspace", "io.provisionhook.workspace.process");
	}

}
