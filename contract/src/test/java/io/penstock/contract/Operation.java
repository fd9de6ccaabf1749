package io.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An operation of the document.
 *
 * @param method in upper case
 * @param path with its parameters in braces
 * @param pattern what it matches
 * @param json as the document describes it
 */
record Operation(String method, String path, Pattern pattern, JsonNode json) {

  static Operation of(String method, String path, JsonNode json) {
    String pattern =
        Stream.of(path.split("/", -1))
            .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
            .collect(Collectors.joining("/"));
    return new Operation(method.toUpperCase(Locale.ROOT), path, Pattern.compile(pattern), json);
  }

  boolean matches(String askedMethod, String askedPath) {
    return method.equals(askedMethod) && pattern.matcher(askedPath).matches();
  }

  /** Fewer are the closer match. */
  long parameters() {
    return path.chars().filter(c -> c == '{').count();
  }

  String name() {
    return method + " " + path;
  }
}
