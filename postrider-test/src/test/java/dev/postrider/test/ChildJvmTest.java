package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Prints its arguments and a variable, then counts until it is told to stop. */
    static final class Counter {
        public static void main(String[] args) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("bye")));
            System.out.println("started with " + String.join(",", args) + " and " + System.getenv("GREETING"));
            System.err.println("on the other output");
            for (int i = 0; ; i++) {
                System.out.println("count " + i);
                Thread.sleep(20);
            }
        }
    }

    /** Starts a {@link Counter} of its own and waits to be killed. */
    static final class Parent {
        public static void main(String[] args) throws InterruptedException {
            ChildJvm child = ChildJvm.of(Counter.class).start();
            child.pause();
            System.out.println("child " + child.pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void linesAreAwaitedOneAfterTheOther(@TempDir Path folder) {
        try (ChildJvm child = ChildJvm.of(Counter.class)
                .withArguments("one", "two")
                .withEnvironment("GREETING", "hello")
                .withWorkingDirectory(folder)
                .withJvmArguments("-Xmx32m")
                .start()) {
            child.awaitLine("started with one,two and hello", SOON);
            int first = Integer.parseInt(child.awaitLine("count (\\d+)", SOON).group(1));
            int second = Integer.parseInt(child.awaitLine("count (\\d+)", SOON).group(1));
            assertThat(second).isEqualTo(first + 1);
            assertThat(child.lines()).contains("on the other output");
            assertThatThrownBy(() -> child.awaitLine("never", Duration.ofMillis(50)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("no line like never within 50 ms")
                    .hasMessageContaining("count");
        }
    }

    @Test
    void pauseStopsItResumeGoesOnTerminateEndsIt() {
        try (ChildJvm child = ChildJvm.of(Counter.class).start()) {
            child.awaitLine("count", SOON);
            child.pause();
            await().until(() -> state(child.pid()) == 'T');
            assertThat(child.isAlive()).isTrue();
            child.resume();
            child.awaitLine("count", SOON);
            child.terminate();
            assertThat(child.awaitExit(SOON)).isEqualTo(128 + 15);
            child.awaitLine("bye", SOON);
            assertThatThrownBy(() -> child.awaitLine("never", SOON)).hasMessageContaining("ended without a line");
        }
    }

    @Test
    void killEndsItAtOnceEvenIfPaused() {
        ChildJvm child = ChildJvm.of(Counter.class).start();
        child.awaitLine("count", SOON);
        child.pause();
        child.kill();
        assertThat(child.isAlive()).isFalse();
        assertThat(child.awaitExit(SOON)).isEqualTo(128 + 9);
        assertThat(child.lines()).doesNotContain("bye");
    }

    @Test
    void aChildEndsWithTheJvmThatStartedItEvenIfThatIsKilled() {
        ChildJvm parent = ChildJvm.of(Parent.class).start();
        long grandchild = Long.parseLong(parent.awaitLine("child (\\d+)", SOON).group(1));
        parent.kill();
        await().atMost(SOON).until(() -> state(grandchild) == 'Z' || state(grandchild) == '-');
    }

    /** As in /proc: T stopped, Z zombie; '-' for no process. */
    private static char state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return '-';
        }
    }
}
