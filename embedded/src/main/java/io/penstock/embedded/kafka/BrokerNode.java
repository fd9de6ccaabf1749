package io.penstock.embedded.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which broker and controller of a cluster a process is.
 *
 * @param id its number, one of the voters
 * @param host to listen on, and as which it makes itself known
 * @param port for clients and the other brokers
 * @param voters every node of the cluster as Kafka writes it: {@code id@host:port,…}, with the
 *     ports of the controllers
 */
public record BrokerNode(int id, String host, int port, String voters) {
  private static final int MOST_REPLICAS = 3;
  private static final Pattern VOTER = Pattern.compile("(\\d{1,9})@[^@:]+:(\\d{1,5})");

  /**
   * @throws IllegalArgumentException if the voters are not written so, or the id is not among them
   */
  public BrokerNode {
    if (parse(voters).stream().noneMatch(voter -> voter.id == id)) {
      throw new IllegalArgumentException("node " + id + " is not among the voters " + voters);
    }
  }

  private record Voter(int id, int port) {}

  /** The only node of its cluster. */
  static BrokerNode alone(String host, int port, int controllerPort) {
    int id = 1;
    return new BrokerNode(id, host, port, id + "@" + host + ":" + controllerPort);
  }

  /** Whether no other node holds a copy of anything. */
  boolean isAlone() {
    return size() == 1;
  }

  /** How many nodes keep each record: at most three. */
  int replicas() {
    return Math.min(MOST_REPLICAS, size());
  }

  /** How many of them must have a record before it is acknowledged: one may be away. */
  int replicasInSync() {
    return Math.max(1, replicas() - 1);
  }

  int controllerPort() {
    return parse(voters).stream()
        .filter(voter -> voter.id == id)
        .mapToInt(Voter::port)
        .findFirst()
        .orElseThrow();
  }

  private int size() {
    return parse(voters).size();
  }

  private static List<Voter> parse(String voters) {
    return Arrays.stream(voters.split(",", -1)).map(BrokerNode::voter).toList();
  }

  private static Voter voter(String text) {
    Matcher voter = VOTER.matcher(text);
    if (!voter.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not of the form id@host:port");
    }
    return new Voter(Integer.parseInt(voter.group(1)), Integer.parseInt(voter.group(2)));
  }
}
