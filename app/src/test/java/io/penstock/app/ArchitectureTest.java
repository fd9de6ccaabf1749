package io.penstock.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.penstock.schemas.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

/** What Maven's modules cannot say: which way imports run, and who may do what. */
class ArchitectureTest {
  private static final JavaClasses PENSTOCK =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.penstock");

  private static final int MOST_TYPES = 16;

  /** Rooms that are yet to be divided; none is to be added. */
  private static final Set<String> STILL_TOO_LARGE = Set.of("io/penstock/domain/payments");

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
        .layer("application")
        .definedBy("io.penstock.queries")
        .layer("postgres")
        .definedBy("io.penstock.queries.postgres")
        .layer("http")
        .definedBy("io.penstock.queries.http")
        .whereLayer("facts")
        .mayOnlyBeAccessedByLayers("application", "http")
        .whereLayer("postgres")
        .mayOnlyBeAccessedByLayers("application", "http")
        .whereLayer("application")
        .mayOnlyBeAccessedByLayers("http")
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
    askNoClock("io.penstock.domain..", "io.penstock.topologies..").check(PENSTOCK);
  }

  @Test
  void noWayToAskAClockEscapes() {
    JavaClasses watchmaker = new ClassFileImporter().importClasses(Watchmaker.class);

    List<String> found =
        askNoClock("io.penstock.app").evaluate(watchmaker).getFailureReport().getDetails();

    assertThat(found).hasSize(Watchmaker.WAYS);
  }

  /** Asks the clock in each way that a rule might. */
  private static final class Watchmaker {
    private static final int WAYS = 17;

    // Nobody calls it, and what it calls is what nobody should.
    @SuppressWarnings({"unused", "UnusedMethod", "JavaUtilDate"})
    static List<Object> ask() {
      LongSupplier reference = System::currentTimeMillis;
      return List.of(
          System.currentTimeMillis(),
          System.nanoTime(),
          reference,
          Instant.now(),
          LocalDate.now(ZoneOffset.UTC),
          LocalDateTime.now(ZoneOffset.UTC),
          OffsetDateTime.now(ZoneOffset.UTC),
          ZonedDateTime.now(ZoneOffset.UTC),
          YearMonth.now(ZoneOffset.UTC),
          Clock.systemUTC(),
          Clock.system(ZoneOffset.UTC),
          Clock.tickMillis(ZoneOffset.UTC),
          InstantSource.system(),
          new Date(),
          Calendar.getInstance(Locale.ROOT),
          new GregorianCalendar(),
          Time.SYSTEM);
    }
  }

  private static ArchRule askNoClock(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .accessTargetWhere(DescribedPredicate.describe("asks the clock", ArchitectureTest::asks));
  }

  /** Time is given to a rule: what a machine thinks of it would not be the same in a replay. */
  private static boolean asks(JavaAccess<?> access) {
    String name = access.getTarget().getName();
    String owner = access.getTargetOwner().getFullName();
    return switch (owner) {
      case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
      case "java.time.Clock", "java.time.InstantSource" ->
          name.startsWith("system") || name.startsWith("tick");
      case "java.util.Calendar" -> name.equals("getInstance");
      case "java.util.Date", "java.util.GregorianCalendar" ->
          access.getTarget() instanceof CodeUnitAccessTarget code
              && name.equals(JavaConstructor.CONSTRUCTOR_NAME)
              && code.getRawParameterTypes().isEmpty();
      case "org.apache.kafka.common.utils.Time" -> name.equals("SYSTEM");
      default -> owner.startsWith("java.time.") && name.equals("now");
    };
  }

  @Test
  void aRoomHoldsWhatAReaderCanHold() throws IOException {
    Map<Path, Long> rooms;
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      rooms =
          files
              .filter(file -> file.toString().contains("/src/main/java/"))
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    }

    assertThat(rooms).as("packages").hasSizeGreaterThan(20);
    rooms.keySet().removeIf(room -> STILL_TOO_LARGE.stream().anyMatch(room::endsWith));
    rooms.values().removeIf(types -> types <= MOST_TYPES);
    assertThat(rooms).as("packages of more than %d types", MOST_TYPES).isEmpty();
  }

  @Test
  void roomsOfTheAppDependOneWay() {
    slices().matching("io.penstock.app.(*)..").should().beFreeOfCycles().check(PENSTOCK);
  }
}
