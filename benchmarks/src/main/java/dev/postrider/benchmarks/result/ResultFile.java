package dev.postrider.benchmarks.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as a file of JSON, by scenario: one that is run alone replaces its own part. */
public record ResultFile(Path file) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The content, a part for each scenario. */
    public record Content(Map<String, Entry> scenarios) {}

    /** What is there; nothing where the file is missing. */
    public Map<String, Entry> read() {
        if (!Files.exists(file)) {
            return new LinkedHashMap<>();
        }
        return new LinkedHashMap<>(JSON.readValue(file.toFile(), Content.class).scenarios());
    }

    /** Puts a scenario's part in, in the place of its older one. */
    public void put(Entry entry) throws IOException {
        Map<String, Entry> all = read();
        all.put(entry.result().scenario(), entry);
        Files.createDirectories(file.toAbsolutePath().getParent());
        JSON.writeValue(file.toFile(), new Content(all));
    }
}
