package io.penstock.schemas.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The catalogue and the sources of all modules know the same codes. */
@Timeout(60)
class ProblemCatalogueTest {
  private static final List<String> MODULES =
      List.of(
          "schemas",
          "domain",
          "http",
          "topologies",
          "views-api",
          "ingest-api",
          "interactive-queries",
          "psp",
          "app");

  /** A code where problems and refusals are made; what else is written there is a field. */
  private static final Pattern MADE =
      Pattern.compile(
          "(?:Problem\\.of|Problem\\.ofField|\\bofField|\\bof|[mM]alformed|refused|notFound|new"
              + " Refusal)\\(\\s*(?:\\d{3},\\s*)?\"([a-z]+(?:_[a-z]+)+)\"\\s*,");

  private static final Pattern OF_ENUM =
      Pattern.compile("^  ([A-Z][A-Z_]+)[,;(]", Pattern.MULTILINE);

  /** Members of bodies, which stand where a code might. */
  private static final Set<String> FIELDS = Set.of("psp_reference", "overdraft_limit");

  private static List<String> sources = List.of();
  private static String codeEnums = "";

  @BeforeAll
  static void read() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("ingest-api/src/main/java"))) {
      root = requireNonNull(root.getParent());
    }
    List<Path> files = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> all = Files.walk(root.resolve(module + "/src/main/java"))) {
        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    sources = files.stream().map(ProblemCatalogueTest::text).toList();
    codeEnums =
        files.stream()
            .filter(file -> file.endsWith("RefusalCode.java"))
            .map(ProblemCatalogueTest::text)
            .reduce("", String::concat);
  }

  @Test
  void everyCodeThatIsAnsweredHasAnEntry() {
    Set<String> codes = new TreeSet<>();
    for (String source : sources) {
      MADE.matcher(source).results().map(made -> made.group(1)).forEach(codes::add);
    }
    Matcher constants = OF_ENUM.matcher(codeEnums);
    while (constants.find()) {
      codes.add(constants.group(1).toLowerCase(Locale.ROOT));
    }
    codes.removeIf(code -> code.endsWith("_id") || code.endsWith("_at") || FIELDS.contains(code));

    assertThat(codes).hasSizeGreaterThan(90);
    assertThat(codes).allSatisfy(code -> assertThat(ProblemCatalogue.find(code)).isPresent());
  }

  @Test
  void everyEntryIsAnsweredSomewhere() {
    List<String> issuers =
        List.of(
            "declined_by_psp",
            "expired_card",
            "incorrect_cvc",
            "incorrect_number",
            "lost_card",
            "stolen_card",
            "do_not_honor",
            "fraudulent");

    for (ProblemCatalogue.Entry entry : ProblemCatalogue.all()) {
      String code = entry.code();
      boolean isTold =
          sources.stream()
              .anyMatch(
                  source ->
                      source.contains('"' + code.replace("*", ""))
                          || source.contains(code.toUpperCase(Locale.ROOT)));
      assertThat(isTold || issuers.contains(code) || code.startsWith("account_already_"))
          .as(code)
          .isTrue();
    }
  }

  @Test
  void aCodeOfAFamilyIsFound() {
    assertThat(ProblemCatalogue.find("id_already_used_with_different_amount")).isPresent();
    assertThat(ProblemCatalogue.find("malformed_")).isEmpty();
  }

  @Test
  void everyEntrySaysWhatItMeansAndWhatToDo() {
    assertThat(ProblemCatalogue.all())
        .allSatisfy(
            entry -> {
              assertThat(entry.code()).matches("[a-z0-9]+(_[a-z0-9]+)*_?\\*?");
              assertThat(entry.statuses()).isNotEmpty().allMatch(s -> s >= 400 && s < 600);
              assertThat(entry.meaning()).endsWith(".");
              assertThat(entry.action()).endsWith(".");
            });
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
