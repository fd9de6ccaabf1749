package io.penstock.chaos;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
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
        .resideInAPackage("io.penstock.chaos.checker..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.penstock..")
                .and(resideOutsideOfPackage("io.penstock.chaos.checker..")))
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
                .and(resideOutsideOfPackage("io.penstock.chaos.."))
                .and(resideOutsideOfPackage("io.penstock.embedded..")))
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.penstock"));
  }
}
