package io.penstock.ingest.requests;

import java.time.Duration;

/**
 * One POST that changes something, as far as all of them are alike.
 *
 * @param path of the request
 * @param pathId the id within the path; empty where it has none
 * @param body its members
 * @param patience how long its outcome is waited for
 */
public record Call(
    String path, String pathId, IdempotencyKey key, Fields body, Duration patience) {}
