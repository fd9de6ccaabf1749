package io.penstock.schemas.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every code that a problem or a refused outcome may bear. Its one source is {@code problems.txt}
 * beside this class, a line a code, for people as well.
 */
public final class ProblemCatalogue {
  /** Stands for the codes of PSPs and issuers, which are not all known. */
  public static final String BY_PSP = "declined_by_psp";

  private static final String FAMILY = "*";
  private static final int PARTS = 4;
  private static final Map<String, Entry> ENTRIES = read();

  private ProblemCatalogue() {}

  /**
   * What is known of a code.
   *
   * @param code snake_case; {@code *} at its end stands for anything
   * @param statuses HTTP statuses that it is answered with
   * @param meaning as a sentence
   * @param action what its receiver can do, as a sentence
   */
  public record Entry(String code, List<Integer> statuses, String meaning, String action) {
    public Entry {
      statuses = List.copyOf(statuses);
    }

    /** Whether it stands for all codes with its beginning. */
    public boolean isFamily() {
      return code.endsWith(FAMILY);
    }
  }

  /** All of them, in the order of the source. */
  public static Collection<Entry> all() {
    return ENTRIES.values();
  }

  /** That of a code, or of its family. */
  public static Optional<Entry> find(String code) {
    Entry exact = ENTRIES.get(code);
    return exact != null
        ? Optional.of(exact)
        : ENTRIES.values().stream()
            .filter(Entry::isFamily)
            .filter(family -> isWithin(family, code))
            .findFirst();
  }

  private static boolean isWithin(Entry family, String code) {
    int prefix = family.code().length() - FAMILY.length();
    return code.length() > prefix && code.startsWith(family.code().substring(0, prefix));
  }

  private static Map<String, Entry> read() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    try (InputStream in = ProblemCatalogue.class.getResourceAsStream("problems.txt")) {
      if (in == null) {
        throw new IllegalStateException("missing resource: problems.txt");
      }
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(ProblemCatalogue::entry)
          .forEach(
              entry -> {
                if (entries.put(entry.code(), entry) != null) {
                  throw new IllegalStateException("said twice: " + entry.code());
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableMap(entries);
  }

  private static Entry entry(String line) {
    String[] parts = line.split(" \\| ", -1);
    if (parts.length != PARTS) {
      throw new IllegalStateException("not four parts: " + line);
    }
    List<Integer> statuses =
        Arrays.stream(parts[1].split(",", -1)).map(String::strip).map(Integer::valueOf).toList();
    return new Entry(parts[0].strip(), statuses, parts[2].strip(), parts[3].strip());
  }
}
