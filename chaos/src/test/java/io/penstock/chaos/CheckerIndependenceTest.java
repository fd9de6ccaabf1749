package io.penstock.chaos;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A checker that shared code with the product would share its mistakes. */
@Timeout(60)
class CheckerIndependenceTest {

  @Test
  void theCheckerKnowsNothingOfPenstock() {
    noClasses()
        .that()
        .resideInAnyPackage("io.penstock.chaos.checker..", "io.penstock.audit..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.penstock..")
                .and(resideOutsideOfPackages("io.penstock.chaos.checker..", "io.penstock.audit..")))
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.penstock"));
  }

  @Test
  void theLedgersProofKnowsNotEvenTheChecker() {
    noClasses()
        .that()
        .resideInAPackage("io.penstock.audit..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.penstock.chaos..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.penstock"));
  }

  @Test
  void loadAndFaultsKnowOnlyWhatStartsProcesses() {
    noClasses()
        .that()
        .resideInAPackage("io.penstock.chaos..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.penstock..")
                .and(
                    resideOutsideOfPackages(
                        "io.penstock.chaos..", "io.penstock.audit..", "io.penstock.embedded..")))
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.penstock"));
  }
}
