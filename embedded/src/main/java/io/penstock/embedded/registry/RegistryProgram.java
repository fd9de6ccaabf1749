package io.penstock.embedded.registry;

import io.penstock.embedded.StartException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the build has unpacked Apicurio Registry. */
final class RegistryProgram {
  /** Names the directory where none of the usual places holds it. */
  static final String HOME_PROPERTY = "penstock.registry.home";

  private RegistryProgram() {}

  /**
   * The program's jar: in a checkout the directory {@code registry} stands beside our classes or
   * jar, in the distribution beside the {@code lib} that holds our jar.
   */
  static Path find() {
    List<Path> places = places(System.getProperty(HOME_PROPERTY));
    return places.stream()
        .map(place -> place.resolve("quarkus-run.jar"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "the schema registry's program is in none of "
                        + places
                        + "; build the module `embedded`, or name its directory with -D"
                        + HOME_PROPERTY));
  }

  private static List<Path> places(@Nullable String named) {
    if (named != null) {
      return List.of(Path.of(named));
    }
    Path ours = whereWeAre();
    return Stream.of(ours.resolveSibling("registry"), ours.resolve("../../registry").normalize())
        .toList();
  }

  private static Path whereWeAre() {
    try {
      return Path.of(
          RegistryProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new StartException("cannot tell where the program is installed", e);
    }
  }
}
