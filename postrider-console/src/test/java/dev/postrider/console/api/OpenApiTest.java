package dev.postrider.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.host.ApiClient;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.Route;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springdoc.core.utils.SpringDocUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The API's description is a file, written from the code by springdoc, so that no application around the console gets springdoc. */
@PostriderTest
class OpenApiTest {
    private static final Path FILE = Path.of("src/main/resources/dev/postrider/console/api/openapi.json");
    private static final Path WRITTEN = Path.of("target/openapi.json");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static Host host;
    private static WebClient stranger;
    private static String token;

    @BeforeAll
    static void start(PostgresDatabase postgres, ClickHouseDatabase clickHouse) throws SQLException {
        SpringDocUtils.getConfig()
                .addRequestWrapperToIgnore(ConsoleOutbox.class, Viewer.class)
                .replaceWithClass(Snapshot.class, String.class);
        host = Host.start(
                postgres,
                clickHouse,
                Host.WITH_API,
                "postrider.relay.enabled=false",
                "springdoc.api-docs.enabled=true",
                "springdoc.paths-to-match=" + Host.API + "/**",
                "springdoc.default-flat-param-object=true",
                "springdoc.use-fqn=true",
                "springdoc.override-with-generic-response=false");
        stranger = new WebClient(host.base());
        token = new Tokens(postgres.dataSource())
                .make("reading", Role.VIEWER, Duration.ofHours(1), Decision.UNSIGNED)
                .orElseThrow()
                .secret();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void theFileDescribesWhatTheCodeAnswers() throws IOException {
        String written = JSON.writeValueAsString(described()) + System.lineSeparator();
        Files.writeString(WRITTEN, written);

        assertThat(Files.readString(FILE))
                .as("the description is old: copy %s to %s", WRITTEN.toAbsolutePath(), FILE.toAbsolutePath())
                .isEqualTo(written);
    }

    @Test
    void itIsServedToEverybodyAndHasEveryRoute() {
        JsonNode paths =
                JSON.readTree(stranger.get(Host.API + "/openapi.json").body()).get("paths");

        for (Route route : Route.ofApi(host)) {
            String path = route.path().substring(Host.API.length());
            assertThat(paths.propertyNames().stream().map(known -> known.replaceAll("\\{[^}]*}", "1")))
                    .as(route.toString())
                    .anyMatch(known -> known.equals(path) || path.equals("/openapi.json") || path.equals("/**"));
        }
    }

    /** What springdoc writes of the code, in the API's own names. */
    private static ObjectNode described() {
        // the names of classes without their packages
        String text = stranger.get("/v3/api-docs").body().replaceAll("dev\\.postrider\\.[a-z.]+\\.(?=[A-Z])", "");
        ObjectNode written = (ObjectNode) JSON.readTree(text.replaceAll("(?<=[A-Za-z])\\$(?=[A-Z])", ""));
        ObjectNode document = JSON.createObjectNode();
        document.set("openapi", written.get("openapi"));
        document.putObject("info")
                .put("title", "Postrider admin API")
                .put("version", "v1")
                .put("description", "What the console does, for programs. docs/api.md says how to use it.");
        // beside this document
        document.putArray("servers").addObject().put("url", ".");
        document.putArray("security").addObject().putArray("token");
        ObjectNode paths = document.putObject("paths");
        Map<String, JsonNode> sorted = new TreeMap<>();
        written.get("paths").properties().forEach(path -> sorted.put(path.getKey(), path.getValue()));
        sorted.forEach((path, operations) -> {
            if (!path.endsWith("/openapi.json") && !path.endsWith("/**")) {
                String name = path.substring(Host.API.length());
                operations
                        .properties()
                        .forEach(operation -> describe((ObjectNode) operation.getValue(), operation.getKey() + name));
                paths.set(name, operations);
            }
        });
        ObjectNode components = document.putObject("components");
        ObjectNode schemas = components.putObject("schemas");
        Map<String, JsonNode> all = new TreeMap<>();
        written.get("components").get("schemas").properties().forEach(each -> all.put(each.getKey(), each.getValue()));
        all.put("Problem", problem());
        all.forEach((name, schema) -> {
            useSnakeCase((ObjectNode) schema);
            schemas.set(name, schema);
        });
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        return document;
    }

    private static ObjectNode problem() {
        ObjectNode schema = JSON.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (String text : List.of("type", "title", "detail", "instance")) {
            properties.putObject(text).put("type", "string");
        }
        properties.putObject("status").put("type", "integer");
        return schema;
    }

    private static void describe(ObjectNode operation, String name) {
        operation.remove("tags");
        operation.put("operationId", name.replaceAll("[{}]", "").replaceAll("[^A-Za-z0-9]+", "_"));
        ArrayNode parameters = JSON.createArrayNode();
        if (operation.get("parameters") instanceof ArrayNode known) {
            known.forEach(parameters::add);
        }
        parameters
                .addObject()
                .put("name", "outbox")
                .put("in", "query")
                .put("description", "which, where there are several; the first if it is not said")
                .putObject("schema")
                .put("type", "string");
        operation.set("parameters", parameters);
        ObjectNode responses = (ObjectNode) operation.get("responses");
        ObjectNode content = (ObjectNode) responses.get("200").get("content");
        if (content != null && content.get("*/*") != null) {
            content.set("application/json", content.remove("*/*"));
        }
        responses
                .putObject("default")
                .put("description", "Why it was not done, as RFC 9457 has it")
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
    }

    private static void useSnakeCase(ObjectNode schema) {
        if (schema.get("properties") instanceof ObjectNode properties) {
            ObjectNode renamed = JSON.createObjectNode();
            properties.properties().forEach(each -> renamed.set(snake(each.getKey()), each.getValue()));
            schema.set("properties", renamed);
        }
        if (schema.get("required") instanceof ArrayNode required) {
            ArrayNode renamed = JSON.createArrayNode();
            required.forEach(each -> renamed.add(snake(each.asString())));
            schema.set("required", renamed);
        }
    }

    @Test
    void anAnswerHasTheNamesThatItsDescriptionHas() {
        JsonNode document =
                JSON.readTree(stranger.get(Host.API + "/openapi.json").body());
        for (String path :
                List.of("/status", "/outbox", "/doctor", "/verification", "/relays", "/outboxes", "/audit")) {
            JsonNode answer = ApiClient.of(host, token).get(path).json();
            String schema = document.at("/paths/" + path.replace("/", "~1")
                            + "/get/responses/200/content/application~1json/schema/$ref")
                    .asString();
            JsonNode properties = document.at(schema.substring(1) + "/properties");
            assertThat(answer.propertyNames()).as(path).containsExactlyInAnyOrderElementsOf(properties.propertyNames());
        }
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
