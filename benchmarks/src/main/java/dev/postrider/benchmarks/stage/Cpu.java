package dev.postrider.benchmarks.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

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

    /** PostgreSQL: the postmaster, its processes of now, and those that have ended, which the postmaster's own count includes. */
    public double postgres() {
        // A process that ends while they are counted would be counted neither among the living nor among the ended.
        while (true) {
            long ended = ticks(fields(postmaster), ENDED);
            double living = of(postmaster)
                    + ProcessHandle.of(postmaster).stream()
                            .flatMap(ProcessHandle::descendants)
                            .mapToDouble(process -> of(process.pid()))
                            .sum();
            if (ticks(fields(postmaster), ENDED) == ended) {
                return living + ended / TICKS_PER_SECOND;
            }
        }
    }

    /** The engine with the HTTP interface in front of it, which is one process. */
    public double clickHouse() {
        return of(engine);
    }

    /** This process. */
    public double thisJvm() {
        var system = (com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** A process without its children; 0 if there is none of that id. */
    public double of(long pid) {
        return ticks(fields(pid), OWN) / TICKS_PER_SECOND;
    }

    /** All three sides at this moment. */
    public CpuSeconds read() {
        return new CpuSeconds(postgres(), clickHouse(), thisJvm());
    }

    private static long ticks(String[] fields, int[] which) {
        long ticks = 0;
        for (int field : which) {
            ticks += field < fields.length ? Long.parseLong(fields[field]) : 0;
        }
        return ticks;
    }

    /** What follows the process's name, which may hold anything: the state is the first. */
    private static String[] fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        } catch (NoSuchFileException e) {
            return new String[0];
        } catch (IOException e) {
            // It ended between opening and reading.
            if (ProcessHandle.of(pid).isEmpty()) {
                return new String[0];
            }
            throw new UncheckedIOException("the CPU time of process " + pid + " can't be read", e);
        }
    }
}
