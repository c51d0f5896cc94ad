package dev.postrider.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Payloads of many shapes: deep objects, arrays of objects, keys of a customer's own, nulls; see {@code webhooks.txt}. The same
 * seed makes the same payloads.
 */
final class WebhookPayloads {
    private static final Map<String, List<String>> SHAPES = read();

    private final List<String> types =
            SHAPES.keySet().stream().filter(name -> name.contains(".")).toList();
    private final Random random;

    WebhookPayloads(long seed) {
        this.random = new Random(seed);
    }

    /** An event's type and its payload. */
    record Payload(String type, String json) {}

    Payload next() {
        String type = types.get(random.nextInt(types.size()));
        StringBuilder json = new StringBuilder();
        write(type, json);
        return new Payload(type, json.toString());
    }

    private static Map<String, List<String>> read() {
        Map<String, List<String>> shapes = new LinkedHashMap<>();
        try (InputStream in =
                Objects.requireNonNull(WebhookPayloads.class.getResourceAsStream("webhooks.txt"), "webhooks.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" = ", 2))
                    .forEach(parts -> shapes.put(parts[0], List.of(parts[1].split(" "))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return shapes;
    }

    private void write(String kind, StringBuilder json) {
        if (SHAPES.containsKey(kind)) {
            List<String> members = new ArrayList<>();
            for (String field : SHAPES.getOrDefault(kind, List.of())) {
                String[] nameAndKind = field.split(":", 2);
                members.add(member(nameAndKind[0], nameAndKind[1]));
            }
            json.append('{').append(String.join(",", members)).append('}');
        } else if (kind.startsWith("[")) {
            List<String> elements = new ArrayList<>();
            for (int left = random.nextInt(4); left > 0; left--) {
                StringBuilder element = new StringBuilder();
                write(kind.substring(1), element);
                elements.add(element.toString());
            }
            json.append('[').append(String.join(",", elements)).append(']');
        } else if (kind.startsWith("{")) {
            List<String> members = new ArrayList<>();
            int first = random.nextInt(200);
            for (int i = random.nextInt(4); i > 0; i--) {
                members.add(member("key_" + (first + i), kind.substring(1)));
            }
            json.append('{').append(String.join(",", members)).append('}');
        } else {
            json.append(value(kind));
        }
    }

    private String member(String name, String kind) {
        StringBuilder json = new StringBuilder("\"" + name + "\":");
        write(kind, json);
        return json.toString();
    }

    private String value(String kind) {
        return switch (kind) {
            case "s" -> '"' + word() + '"';
            case "z" -> random.nextBoolean() ? "null" : '"' + word() + '"';
            case "n" -> Integer.toString(random.nextInt(1_000_000));
            case "f" -> Double.toString(Math.round(random.nextDouble() * 1e6) / 1e6);
            case "b" -> Boolean.toString(random.nextBoolean());
            case "t" ->
                '"'
                        + Instant.ofEpochSecond(1_700_000_000L + random.nextInt(90_000_000))
                                .toString()
                        + '"';
            case "u" -> "\"https://api.example.com/" + word() + "/" + word() + "\"";
            default -> throw new IllegalStateException("webhooks.txt has no " + kind);
        };
    }

    private String word() {
        return Integer.toString(random.nextInt(Integer.MAX_VALUE), 36);
    }
}
