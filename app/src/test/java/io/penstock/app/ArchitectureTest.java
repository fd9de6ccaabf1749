package io.penstock.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.penstock.schemas.LedgerEntry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Maven's modules cannot say: which way imports run, and who may do what. */
class ArchitectureTest {
  private static final JavaClasses PENSTOCK =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.penstock");

  @Test
  void domainKnowsNoKafkaHttpOrSql() {
    noClasses()
        .that()
        .resideInAPackage("io.penstock.domain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "io.javalin..", "java.sql..", "java.net..")
        .check(PENSTOCK);
  }

  @Test
  void doorsViewsAndSinksKnowNeitherEachOtherNorTheTopologies() {
    List<String> edges =
        List.of(
            "io.penstock.ingest..",
            "io.penstock.queries..",
            "io.penstock.sinks..",
            "io.penstock.topologies..");
    for (String from : edges) {
      String[] others = edges.stream().filter(to -> !to.equals(from)).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(from)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(PENSTOCK);
    }
  }

  @Test
  void roomsOfTheViewsLookOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("store")
        .definedBy("io.penstock.queries.store")
        .layer("facts")
        .definedBy("io.penstock.queries.facts")
        .layer("json")
        .definedBy("io.penstock.queries.json")
        .layer("application")
        .definedBy("io.penstock.queries")
        .layer("postgres")
        .definedBy("io.penstock.queries.postgres")
        .layer("http")
        .definedBy("io.penstock.queries.http")
        .whereLayer("facts")
        .mayOnlyBeAccessedByLayers("application", "postgres", "http")
        .whereLayer("json")
        .mayOnlyBeAccessedByLayers("application", "http")
        .whereLayer("application")
        .mayOnlyBeAccessedByLayers("http")
        .whereLayer("postgres")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("http")
        .mayNotBeAccessedByAnyLayer()
        .check(PENSTOCK);
  }

  @Test
  void nothingImportsTheApp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.penstock.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.penstock.app..")
        .check(PENSTOCK);
  }

  @Test
  void onlyBalancedLegsMakeALedgerEntry() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.penstock.domain.books.BalancedLegs")
        // The generated class and its builder make instances when they read.
        .and()
        .resideOutsideOfPackage("io.penstock.schemas")
        .should()
        .callConstructorWhere(
            JavaCall.Predicates.target(
                HasOwner.Predicates.With.owner(
                    JavaClass.Predicates.equivalentTo(LedgerEntry.class))))
        .check(PENSTOCK);
  }

  @Test
  void rulesAndTopologiesAskNoClock() {
    noClasses()
        .that()
        .resideInAnyPackage("io.penstock.domain..", "io.penstock.topologies..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(PENSTOCK);
  }
}
