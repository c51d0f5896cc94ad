package dev.postrider.benchmarks.stage;

import java.util.function.ToDoubleFunction;

/** A stretch of time in which is measured what every side uses. It begins when it is made; each reading is up to now. */
public final class Window {
    private final Cpu cpu;
    private final long pid;
    private final CpuSeconds before;
    private final long began;

    /** Of both servers and this process. */
    public Window(Stage stage) {
        this(stage, 0);
    }

    /** Of another process, too. */
    public Window(Stage stage, long pid) {
        this.cpu = stage.cpu();
        this.pid = pid;
        this.before = cpu.read(pid);
        this.began = System.nanoTime();
    }

    /**
     * What was used in it.
     *
     * @param seconds of wall time
     */
    public record Used(double seconds, CpuSeconds cpu) {
        /** One side's share of one core, in percent. */
        public double percent(ToDoubleFunction<CpuSeconds> side) {
            return 100 * side.applyAsDouble(cpu) / seconds;
        }
    }

    /** Wall time and CPU so far. */
    public Used used() {
        // The clock first: reading the CPU of many processes takes milliseconds.
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Used(seconds, cpu.read(pid).since(before));
    }
}
