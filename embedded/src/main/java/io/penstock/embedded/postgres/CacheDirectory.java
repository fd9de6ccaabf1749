package io.penstock.embedded.postgres;

import io.penstock.embedded.StartException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Where programs of one user are kept between runs: nobody else may enter. */
final class CacheDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private CacheDirectory() {}

  /**
   * Ours below the user's directory for such things, as the system has it.
   *
   * @param environment as of the process: HOME is asked before {@code user.home}, which Java takes
   *     from the system's list of users
   */
  public static Path ofUser(Map<String, String> environment, String userHome, boolean mac) {
    Path home = Path.of(environment.getOrDefault("HOME", userHome));
    Path named = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    if (named.isAbsolute()) {
      return named.resolve("penstock");
    }
    return mac ? home.resolve("Library/Caches/penstock") : home.resolve(".cache/penstock");
  }

  /**
   * Makes it where it is missing, and sees to it that only its owner can enter.
   *
   * @return whether others could have written to it, so that what is in there is not to be trusted
   * @throws StartException if it belongs to somebody else, or is no directory of its own
   * @throws IOException if it cannot be made here
   */
  public static boolean claim(Path directory) throws IOException {
    Files.createDirectories(directory.toAbsolutePath().getParent());
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new StartException(directory + " is no directory; remove it", e);
      }
    }
    UserPrincipal owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
    if (!owner.equals(ourselves())) {
      throw new StartException(
          "%s belongs to %s, and what is in there is not run; remove it, or name another place in XDG_CACHE_HOME"
              .formatted(directory, owner.getName()));
    }
    var permissions = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
    Files.setPosixFilePermissions(directory, OWNER_ONLY);
    return permissions.stream().anyMatch(OTHERS_WRITE::contains);
  }

  /** Whoever owns what we make. */
  private static UserPrincipal ourselves() throws IOException {
    Path made = Files.createTempFile("penstock", ".owner");
    try {
      return Files.getOwner(made);
    } finally {
      Files.delete(made);
    }
  }
}
