package dev.postrider.relay.batch;

/**
 * Which shard an event belongs on. The same for whoever asks, for ever: what is sent again has to go where it went before.
 *
 * <p>When a shard is added at the end, an event either stays where it would have gone or goes to the new one.
 *
 * @see <a href="https://arxiv.org/abs/1406.2294">Lamping and Veach: A Fast, Minimal Memory, Consistent Hash Algorithm</a>
 */
public final class Shards {
    /** The highest number of shards. */
    public static final int MOST = 256;

    private Shards() {}

    /**
     * The shard of an event, from 0.
     *
     * @param key its id in the outbox, or what was made of the field of a {@link ShardKey}
     * @param shards how many there are, 1–256
     */
    public static int of(long key, int shards) {
        // Ids come one after the other, and the hash below wants numbers that look random.
        long random = mix(key);
        long shard = 0;
        long next = 0;
        while (next < shards) {
            shard = next;
            random = random * 2862933555777941757L + 1;
            next = (long) ((shard + 1) * ((double) (1L << 31) / ((random >>> 33) + 1)));
        }
        return (int) shard;
    }

    /** The last step of SplitMix64. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
