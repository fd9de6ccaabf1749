package io.penstock.chaos.checker;

import java.net.URI;
import java.util.List;

/**
 * Where everything is.
 *
 * @param kafka {@code host:port} of brokers
 * @param registry base URL of the Confluent-compatible API
 * @param postgres JDBC URL
 * @param instances the HTTP doors
 * @param psp of the PSP
 * @param pspKey with which it is asked
 */
public record Places(
    String kafka, String registry, String postgres, List<URI> instances, URI psp, String pspKey) {}
