package io.penstock.chaos.checker.books;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The violations found so far, each once, the first hundred of them. */
public final class Findings {
  private static final int MOST = 100;

  private final Set<Violation> all = new LinkedHashSet<>();

  public void add(Check check, String what, String where) {
    add(new Violation(check, what, where));
  }

  public void add(Violation violation) {
    if (all.size() < MOST) {
      all.add(violation);
    }
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  public List<Violation> list() {
    return List.copyOf(all);
  }
}
