package io.penstock.chaos;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is done to the processes. */
public enum FaultKind {
  KILL_INSTANCE("kill -9 of an instance"),
  KILL_BOTH("kill -9 of both instances"),
  PAUSE_INSTANCE("instance paused beyond its session, back as a zombie"),
  RESTART_INSTANCE("instance leaves in good order and comes back"),
  INSTANCE_JOINS("third instance joins and is killed"),
  CLOCKS_APART("third instance whose clock is up to an hour apart joins and is killed"),
  KILL_BROKER("kill -9 of a broker"),
  KILL_POSTGRES("kill -9 of Postgres"),
  KILL_PSP("kill -9 of the PSP"),
  PSP_LOSES_ANSWERS("PSP does the work and loses its answers"),
  PSP_FAILS("PSP fails calls, then all of them"),
  PSP_SLOW("PSP slow"),
  WEBHOOKS_REPEATED("webhooks late, three times each"),
  DUPLICATES("commands repeated, in another order"),
  POISON("poison of every size on every topic");

  private final String meaning;

  FaultKind(String meaning) {
    this.meaning = meaning;
  }

  /** For machines. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** Whether it counts for {@code --kills}. */
  boolean isKill() {
    return switch (this) {
      case KILL_INSTANCE,
          KILL_BOTH,
          KILL_BROKER,
          KILL_POSTGRES,
          KILL_PSP,
          INSTANCE_JOINS,
          CLOCKS_APART ->
          true;
      case PAUSE_INSTANCE,
          RESTART_INSTANCE,
          PSP_LOSES_ANSWERS,
          PSP_FAILS,
          PSP_SLOW,
          WEBHOOKS_REPEATED,
          DUPLICATES,
          POISON ->
          false;
    };
  }
}
