package dev.postrider.examples.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code compose.yaml}, {@code Dockerfile} and {@code .env.example} agree; no container engine is needed for this. */
class DeploymentFilesTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern INTERPOLATED = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)(?::-([^}]*))?}");

    private final String compose = read("compose.yaml");
    private final String example = read(".env.example");
    private final Map<String, Object> services =
            map(map(new Yaml().<Object>load(compose)).get("services"));

    @Test
    void runsTheDatabasesTheServiceAndARelayOfItsOwn() {
        assertThat(services).containsOnlyKeys("postgres", "clickhouse", "migrate", "users-service", "relay");
        assertThat(environment("users-service")).containsEntry("POSTRIDER_RELAY_ENABLED", "false");
        assertThat(environment("relay")).doesNotContainKey("POSTRIDER_RELAY_ENABLED");
    }

    @Test
    void everyVariableIsExplainedInTheExampleOfAnEnvironment() {
        Set<String> variables = new TreeSet<>();
        INTERPOLATED.matcher(compose).results().forEach(found -> variables.add(found.group(1)));
        for (String service : List.of("users-service", "relay")) {
            environment(service).forEach((name, value) -> {
                if (value == null) {
                    variables.add(name);
                }
            });
        }

        assertThat(variables)
                .hasSizeGreaterThan(15)
                .allSatisfy(variable -> assertThat(example).as(variable).containsPattern("(?m)^#" + variable + "="));
    }

    @Test
    void defaultsAreTheSameWhereverAVariableIsUsed() {
        Map<String, Set<String>> defaults = new TreeMap<>();
        Matcher matcher = INTERPOLATED.matcher(compose);
        while (matcher.find()) {
            defaults.computeIfAbsent(matcher.group(1), name -> new LinkedHashSet<>())
                    .add(String.valueOf(matcher.group(2)));
        }

        assertThat(defaults)
                .allSatisfy((variable, values) ->
                        assertThat(values).as(variable).hasSize(1).doesNotContain("null"));
    }

    @Test
    void aServiceStartsWhenWhatItNeedsIsHealthyAndTheUsersServiceDoesNotNeedClickHouse() {
        Map<String, String> migrated = Map.of("condition", "service_completed_successfully");
        Map<String, String> healthy = Map.of("condition", "service_healthy");
        assertThat(map(map(services.get("migrate")).get("depends_on"))).isEqualTo(Map.of("postgres", healthy));
        assertThat(map(map(services.get("users-service")).get("depends_on"))).isEqualTo(Map.of("migrate", migrated));
        assertThat(map(map(services.get("relay")).get("depends_on")))
                .isEqualTo(Map.of("migrate", migrated, "clickhouse", healthy));
        assertThat(map(services.get("postgres"))).containsKey("healthcheck");
        assertThat(map(services.get("clickhouse"))).containsKey("healthcheck");
        assertThat(read("Dockerfile"))
                .containsPattern("(?s)AS postrider-server.*HEALTHCHECK.*AS users-service.*HEALTHCHECK");
    }

    @Test
    void everyPortIsPublishedOnTheLoopbackAddressAloneAndDatabasesKeepTheirDataInVolumes() {
        for (String service : List.of("postgres", "clickhouse", "users-service", "relay")) {
            assertThat((List<?>) map(services.get(service)).get("ports"))
                    .as(service)
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat((String) port).startsWith("127.0.0.1:"));
        }
        assertThat((List<?>) map(services.get("postgres")).get("volumes")).hasSize(2);
        assertThat((List<?>) map(services.get("clickhouse")).get("volumes")).hasSize(1);
    }

    @Test
    void programsUseAccountsOfTheirOwnAndMayDoWithTheirContainersWhatTheyNeedAlone() {
        Map<String, String> accounts =
                Map.of("migrate", "postrider_owner", "users-service", "users_service", "relay", "relay");
        accounts.forEach((service, account) -> {
            assertThat((String) environment(service).get("DATABASE_URL"))
                    .as(service)
                    .startsWith("postgres://" + account + ":");
            assertThat(map(services.get(service)))
                    .as(service)
                    .containsEntry("read_only", true)
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("security_opt", List.of("no-new-privileges:true"));
        });
        assertThat(List.of("users-service", "relay"))
                .allSatisfy(service -> assertThat(environment(service)).containsEntry("POSTRIDER_MIGRATE", "false"));
        assertThat(compose).doesNotContainPattern("PASSWORD:-(?!development-only)");
    }

    @Test
    void theImagesThatComposeBuildsAreTargetsOfTheDockerfileAndRunAsNobodySpecial() {
        String dockerfile = read("Dockerfile");
        for (String service : List.of("migrate", "users-service", "relay")) {
            String target =
                    (String) map(map(services.get(service)).get("build")).get("target");
            assertThat(dockerfile).as(service).contains("FROM runtime AS " + target);
        }
        assertThat(dockerfile).containsPattern("(?m)^USER 10001:10001$");
        assertThat(dockerfile.lines().filter(line -> line.startsWith("COPY ") && !line.contains("--from=")))
                .allSatisfy(line -> {
                    List<String> words = List.of(line.split(" ", -1));
                    assertThat(ROOT.resolve(words.get(words.size() - 2)))
                            .as(line)
                            .exists();
                });
    }

    private Map<String, Object> environment(String service) {
        return map(map(services.get(service)).get("environment"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value, "a part is missing");
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
