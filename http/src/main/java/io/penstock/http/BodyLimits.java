package io.penstock.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;

/**
 * How many bytes a body may have, and who looks for card numbers in it.
 *
 * @param usual most bytes where nothing else is said
 * @param uploads most bytes of larger ones, by path
 * @param searchedByRoute paths whose route looks at a body itself, piece by piece, so that one
 *     piece refuses no other
 */
public record BodyLimits(int usual, Map<String, Integer> uploads, Set<String> searchedByRoute) {

  public BodyLimits {
    uploads = Map.copyOf(uploads);
    searchedByRoute = Set.copyOf(searchedByRoute);
  }

  public int of(HttpServletRequest request) {
    return uploads.getOrDefault(path(request), usual);
  }

  boolean isUpload(HttpServletRequest request) {
    return uploads.containsKey(path(request));
  }

  boolean isSearchedByRoute(HttpServletRequest request) {
    return searchedByRoute.contains(path(request));
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().replaceAll("/+$", "");
  }
}
