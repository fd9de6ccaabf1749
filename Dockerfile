# syntax=docker/dockerfile:1
# Penstock's image: the same program in every role. `docker-compose.yml` shows it in each of them.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /source
COPY . .
# Tests and format checks are the build's business before it comes here.
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Dmaven.test.skip=true -Dexec.skip=true -Dspotless.check.skip=true -pl app -am package
# Registry and Postgres run in containers of their own: only `penstock up` would bring them along.
RUN rm -r app/target/penstock/registry app/target/penstock/lib/embedded-postgres-binaries-*

FROM eclipse-temurin:25-jre
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/penstock --shell /usr/sbin/nologin penstock \
    && install -d -o penstock -g penstock /var/lib/penstock
COPY --from=build /source/app/target/penstock /opt/penstock
RUN ln -s /opt/penstock/penstock /usr/local/bin/penstock
# The launcher need not search.
ENV PENSTOCK_JAVA_HOME=$JAVA_HOME

USER penstock
# Relative paths of settings, such as PENSTOCK_STATE_DIR, lead here.
WORKDIR /var/lib/penstock
VOLUME /var/lib/penstock
EXPOSE 8080 8090
STOPSIGNAL SIGTERM
ENTRYPOINT ["penstock"]
CMD ["--help"]
