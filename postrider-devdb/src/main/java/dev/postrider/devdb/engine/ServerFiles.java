package dev.postrider.devdb.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The server's configuration in the data folder, written anew at each start. */
record ServerFiles(Path data) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    /** The defaults of a server where those of clickhouse-local differ. */
    private static final List<String> AS_ON_A_SERVER = List.of(
            "--implicit_select=0",
            "--allow_introspection_functions=0",
            "--storage_file_read_method=pread",
            "--output_format_arrow_use_native_writer=1",
            "--output_format_pretty_max_rows=1000",
            "--output_format_pretty_max_value_width=10000");

    /** What has the process listen, and what keeps it running: it ends with its last statement. */
    private static final String STATEMENTS = "SYSTEM START LISTEN HTTP;"
            + " SELECT sleepEachRow(3) FROM system.numbers FORMAT Null"
            + " SETTINGS function_sleep_max_microseconds_per_block = 0";

    /** Writes them and returns the words that start a server with them. */
    List<String> write(int port, Account account) throws IOException {
        Path users = data.resolve("users.xml");
        Path config = data.resolve("config.xml");
        write(
                users,
                account.isDefault() ? "users-default.xml" : "users.xml",
                Map.of("USER", account.user(), "PASSWORD_DIGEST", account.passwordDigest()));
        write(
                config,
                "config.xml",
                Map.of(
                        "PATH",
                        data.resolve("engine") + "/",
                        "USERS",
                        users.toString(),
                        "PORT",
                        Integer.toString(port),
                        "PID",
                        Long.toString(ProcessHandle.current().pid())));
        return Stream.concat(
                        Stream.of("--config-file", config.toString(), "--query", STATEMENTS), AS_ON_A_SERVER.stream())
                .toList();
    }

    private static void write(Path file, String template, Map<String, String> values) throws IOException {
        String text = read(template);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", escaped(value.getValue()));
        }
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }

    private static String read(String template) throws IOException {
        try (InputStream in = ServerFiles.class.getResourceAsStream(template)) {
            if (in == null) {
                throw new IOException("the resource " + template + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
