# syntax=docker/dockerfile:1
# Penstock's images. `server` is the one to run: every role, and nothing that brings Kafka, a registry,
# Postgres, a PSP or a benchmark along. `simulator` has the PSP's stand-in. `docker-compose.yml` shows both.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /source
COPY . .
# Tests and format checks are the build's business before it comes here.
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Dmaven.test.skip=true -Dexec.skip=true -Dspotless.check.skip=true -pl server -am package
# Of the whole program the stand-in needs neither registry nor Postgres.
RUN rm -r app/target/penstock/registry app/target/penstock/lib/embedded-postgres-binaries-*

FROM eclipse-temurin:25-jre AS base
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/penstock --shell /usr/sbin/nologin penstock \
    && install -d -o penstock -g penstock /var/lib/penstock \
    && ln -s /opt/penstock/penstock /usr/local/bin/penstock
# The launcher need not search.
ENV PENSTOCK_JAVA_HOME=$JAVA_HOME
USER penstock
# Relative paths of settings, such as PENSTOCK_STATE_DIR, lead here.
WORKDIR /var/lib/penstock
VOLUME /var/lib/penstock
STOPSIGNAL SIGTERM
ENTRYPOINT ["penstock"]
CMD ["--help"]

FROM base AS simulator
COPY --from=build /source/app/target/penstock /opt/penstock
EXPOSE 12111

FROM base AS server
COPY --from=build /source/server/target/penstock /opt/penstock
EXPOSE 8080 8090
