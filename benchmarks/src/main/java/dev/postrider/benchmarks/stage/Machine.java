package dev.postrider.benchmarks.stage;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the measuring was done on. */
public final class Machine {
    private Machine() {}

    /** Processor, cores, memory, system. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", lineOf("/proc/cpuinfo", "model name"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", memory());
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        return facts;
    }

    /** How many processes wanted to run, on average of the last minute: what else goes on. */
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** A number that Linux tells of a process, such as {@code Threads} or {@code VmHWM}, the most memory that it had, in kB. */
    public static long ofProcess(long pid, String name) {
        return Long.parseLong(lineOf("/proc/" + pid + "/status", name).replaceAll("\\D", ""));
    }

    private static String memory() {
        String total = lineOf("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return total.isEmpty() ? "unknown" : String.format(Locale.ROOT, "%.0f GiB", Long.parseLong(total) / 1048576.0);
    }

    private static String lineOf(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Of what takes part on a stage. */
    public static Map<String, String> versions(Stage stage) {
        Map<String, String> versions = new LinkedHashMap<>();
        try (var postgres = stage.newDatabase();
                var clickHouse = stage.newEventLog()) {
            versions.put("PostgreSQL", postgres.queryOne("SHOW server_version"));
            versions.put("ClickHouse engine", clickHouse.queryOne("SELECT version()"));
        }
        versions.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
        versions.put("PostgreSQL JDBC driver", org.postgresql.util.DriverInfo.DRIVER_VERSION);
        return versions;
    }
}
