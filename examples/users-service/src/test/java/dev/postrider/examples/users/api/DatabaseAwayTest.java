package dev.postrider.examples.users.api;

import static dev.postrider.examples.users.service.UsersClient.newEmail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.examples.users.service.ServiceProcess;
import dev.postrider.examples.users.service.UsersClient.Answer;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client is told, and what the log says, when PostgreSQL can't be used. */
@PostriderTest
class DatabaseAwayTest {
    private static final URI NO_CLICKHOUSE = URI.create("http://127.0.0.1:9");

    @Test
    void manyRequestsToADatabaseThatIsAwayAreAnsweredWith503AndOneLineInTheLog(PostgresDatabase postgres) {
        try (FaultProxy proxy = FaultProxy.to(postgres.host(), postgres.port());
                ServiceProcess service = ServiceProcess.start(launch(postgres.through(proxy)))) {
            assertThat(service.client().createUser(newEmail(), "Ann", "Lee").status())
                    .isEqualTo(201);
            int linesBefore = service.process().lines().size();

            proxy.refuse();
            List<Answer> answers = IntStream.range(0, 40)
                    .mapToObj(number -> CompletableFuture.supplyAsync(() -> number % 2 == 0
                            ? service.client().createUser(newEmail(), "Ann", "Lee")
                            : service.client().get("/api/users")))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.contentType()).isEqualTo("application/problem+json");
                assertThat(answer.headers()).containsEntry("retry-after", "5");
                assertThat(answer.json().get("detail").stringValue()).startsWith("The database can't be reached.");
            });
            List<String> lines = service.process().lines();
            assertThat(lines.subList(linesBefore, lines.size()))
                    .filteredOn(line -> line.contains("PostgreSQL can't be used"))
                    .hasSizeBetween(1, 3);
            assertThat(lines).noneMatch(line -> line.startsWith("\tat ")).hasSizeLessThan(linesBefore + 12);

            proxy.passThrough();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> service.client()
                                    .createUser(newEmail(), "Ann", "Lee")
                                    .status()
                            == 201);
        }
    }

    @Test
    void aPoolWithoutAFreeConnectionIsAnsweredAndToldInTheSameWay(PostgresDatabase postgres) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(
                        launch(postgres).withEnvironment("SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE", "2"));
                Connection blocker = postgres.connect()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
            List<CompletableFuture<Answer>> holders = IntStream.range(0, 6)
                    .mapToObj(number ->
                            CompletableFuture.supplyAsync(() -> service.client().createUser(newEmail(), "Ann", "Lee")))
                    .toList();
            service.process()
                    .awaitLine(
                            "is answered with 503, PostgreSQL can't be used: .*request timed out",
                            Duration.ofSeconds(30));
            blocker.rollback();

            assertThat(holders.stream().map(CompletableFuture::join).map(Answer::status))
                    .contains(201, 503)
                    .containsOnly(201, 503);
            assertThat(service.process().lines()).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private static ChildJvm.Launch launch(PostgresDatabase postgres) {
        return ServiceProcess.launch(postgres, NO_CLICKHOUSE)
                .withEnvironment("POSTRIDER_RELAY_ENABLED", "false")
                .withEnvironment("SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT", "1000");
    }
}
