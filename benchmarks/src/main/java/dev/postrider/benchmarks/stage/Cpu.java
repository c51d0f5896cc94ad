package dev.postrider.benchmarks.stage;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * CPU-seconds so far, user and system, from {@code /proc}: in steps of 10 ms, on Linux only. Unlike wall time they mean
 * something on a busy machine too. Thread-safe.
 */
public final class Cpu {
    /** USER_HZ, which is the same on every Linux. */
    private static final double TICKS_PER_SECOND = 100;

    /** User and system time of a process, by their places after its name. */
    private static final int[] OWN = {11, 12};

    /** The same of its children that have ended and were waited for. */
    private static final int[] ENDED = {13, 14};

    private final long postmaster;
    private final long engine;

    Cpu(long postmaster, long engine) {
        this.postmaster = postmaster;
        this.engine = engine;
    }

    /** All sides at this moment, with another process; 0 stands for none. */
    CpuSeconds read(long process) {
        return new CpuSeconds(postgres(), of(engine), thisJvm(), of(process));
    }

    /** The postmaster, its processes of now, and those that have ended, which the postmaster's own count includes. */
    private double postgres() {
        // A process that ends while they are counted would be counted neither among the living nor among the ended.
        while (true) {
            long ended = ticks(stat(folder(postmaster)), ENDED);
            double living = of(postmaster)
                    + ProcessHandle.of(postmaster).stream()
                            .flatMap(ProcessHandle::descendants)
                            .mapToDouble(process -> of(process.pid()))
                            .sum();
            if (ticks(stat(folder(postmaster)), ENDED) == ended) {
                return living + ended / TICKS_PER_SECOND;
            }
        }
    }

    private static double thisJvm() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** A process without its children; 0 if there is none of that id. */
    public double of(long pid) {
        return ticks(stat(folder(pid)), OWN) / TICKS_PER_SECOND;
    }

    /** The threads of a process that have a text in their names, which Linux cuts to 15 characters. */
    public double ofThreads(long pid, String name) {
        try (Stream<Path> threads = Files.list(folder(pid).resolve("task"))) {
            return threads.map(Cpu::stat)
                            .filter(stat -> stat.contains(name))
                            .mapToLong(stat -> ticks(stat, OWN))
                            .sum()
                    / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException("the threads of process " + pid + " can't be read", e);
        }
    }

    /** The fields are counted after the name, which may hold anything: the state is the first. */
    private static long ticks(String stat, int[] which) {
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Arrays.stream(which)
                .mapToLong(field -> Long.parseLong(fields[field]))
                .sum();
    }

    private static Path folder(long pid) {
        return Path.of("/proc/" + pid);
    }

    /** Of a process or a thread; empty if there is none. */
    private static String stat(Path folder) {
        try {
            return Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It may end between opening and reading, too.
            if (Files.notExists(folder)) {
                return "";
            }
            throw new UncheckedIOException("the CPU time in " + folder + " can't be read", e);
        }
    }
}
