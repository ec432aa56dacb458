package io.provisionhook.runtime.docker;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what this module may use, and of how it may be written.
 */
class ArchitectureTests {

	private static final DescribedPredicate<JavaClass> OF_CLIENT = JavaClass.Predicates
		.resideInAPackage("com.github.dockerjava..");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.provisionhook.runtime.docker");

	@Test
	void runtimeKnowsNoSpring() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.provisionhook.runtime.docker")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.provisionhook.runtime.docker.autoconfigure..")
			.check(CLASSES);
	}

	@Test
	void publicMethodsOfRuntimeShowNoTypeOfTheClient() {
		ArchRuleDefinition.methods()
			.that()
			.arePublic()
			.and()
			.areDeclaredInClassesThat()
			.arePublic()
			.should()
			.notHaveRawReturnType(OF_CLIENT)
			.andShould()
			.notHaveRawParameterTypes(DescribedPredicate.anyElementThat(OF_CLIENT))
			.check(CLASSES);
	}

	@Test
	void autoConfigurationsAreFinalAndShowNoBeanMethod() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.haveModifier(JavaModifier.FINAL)
			.check(CLASSES);
		ArchRuleDefinition.methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(CLASSES);
	}

	@Test
	void beanNamesHaveOurPrefix() {
		ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.haveNameStartingWith("provisionhook")
			.check(CLASSES);
	}

	@Test
	void hasNoStaticState() {
		ArchRuleDefinition.fields().that().areStatic().should().beFinal().check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		for (JavaClass type : CLASSES) {
			assertThat(type.getPackage().isAnnotatedWith(NullMarked.class)).as(type.getPackageName()).isTrue();
		}
	}

}
