package dev.postrider.benchmarks.stage;

/** A stretch of time in which is measured what every side uses. It begins when it is made; each reading is up to now. */
public final class Window {
    private final Cpu cpu;
    private final long pid;
    private final double processBefore;
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
        this.processBefore = processSeconds();
        this.before = cpu.read();
        this.began = System.nanoTime();
    }

    /** Wall time. */
    public double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    /** CPU of both servers and of this process. */
    public CpuSeconds cpu() {
        return cpu.read().since(before);
    }

    /** CPU-seconds of the other process; 0 if there is none. */
    public double process() {
        return processSeconds() - processBefore;
    }

    private double processSeconds() {
        return pid == 0 ? 0 : cpu.of(pid);
    }
}
