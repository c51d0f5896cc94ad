# syntax=docker/dockerfile:1
#
# Two images out of one build:
#   docker build --target users-service   -t users-service .      the example application
#   docker build --target postrider-server -t postrider-server .  the relay as a process of its own
#
# compose.yaml builds and starts both.

ARG JAVA_VERSION=25

FROM maven:3-eclipse-temurin-${JAVA_VERSION} AS build
WORKDIR /src
COPY . .
# The libraries stay in the cache from one build to the next.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B --no-transfer-progress -DskipTests -pl postrider-server,examples/users-service -am package
# Split into layers: the libraries, which seldom change, apart from the code, which does.
RUN for jar in postrider-server/target/postrider-server examples/users-service/target/users-service; do \
      java -Djarmode=tools -jar "$jar"-*-SNAPSHOT.jar extract --layers --destination "/layers/${jar##*/}" \
        --application-filename app.jar || exit 1; \
    done

FROM eclipse-temurin:${JAVA_VERSION}-jre AS runtime
RUN groupadd --system --gid 10001 postrider \
 && useradd --system --uid 10001 --gid postrider --home-dir /app --no-create-home --shell /usr/sbin/nologin postrider
WORKDIR /app
COPY --chmod=755 ops/docker/healthy /usr/local/bin/healthy
# By number: Kubernetes' runAsNonRoot can't look names up.
USER 10001:10001
# The container's limit decides how much memory there is. An out-of-memory JVM ends, so that it is started anew.
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"
# Within the container everywhere; what is published, and where, is decided outside.
ENV SERVER_ADDRESS=0.0.0.0
# The console's first password: the only folder that can be written. Read it with: docker compose exec relay cat /tmp/postrider-console-password
ENV POSTRIDER_CONSOLE_PASSWORD_FILE=/tmp/postrider-console-password
# Java itself is process 1 and gets the stop signal: it finishes requests and the batch in flight within 10 s.
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-jar", "app.jar"]

FROM runtime AS postrider-server
# The command line: docker compose exec relay postrider --help
COPY --chmod=755 bin/postrider /usr/local/bin/postrider
ENV POSTRIDER_JAR=/app/app.jar
COPY --from=build /layers/postrider-server/dependencies/ ./
COPY --from=build /layers/postrider-server/spring-boot-loader/ ./
COPY --from=build /layers/postrider-server/snapshot-dependencies/ ./
COPY --from=build /layers/postrider-server/application/ ./
EXPOSE 8001
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 CMD ["healthy", "8001"]

# Last, so that a build without --target makes this one.
FROM runtime AS users-service
COPY --from=build /layers/users-service/dependencies/ ./
COPY --from=build /layers/users-service/spring-boot-loader/ ./
COPY --from=build /layers/users-service/snapshot-dependencies/ ./
COPY --from=build /layers/users-service/application/ ./
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 CMD ["healthy", "8000"]
