package io.penstock.app.roles;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.app.roles.streams.BrokerClock;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.queries.ViewsApplication;
import java.util.Optional;

/**
 * What every role of a process shares.
 *
 * @param config the settings
 * @param meters where it shows its metrics
 * @param partitions of all topics, as the broker has them
 * @param replicas of all topics, as the broker has them
 * @param views where this process keeps some
 * @param clock the time by which its topologies decide
 */
record RoleContext(
    PenstockConfig config,
    MeterRegistry meters,
    int partitions,
    short replicas,
    Optional<ViewsApplication> views,
    BrokerClock clock) {}
