package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.server.VersionNumbers;

/**
 * Versions that have a fault.
 *
 * @param from the first; not known if the oldest has it
 * @param mended the first that does not have it any more; not known if there is none yet
 */
record VersionRange(VersionNumbers from, VersionNumbers mended) {

    /** Reads {@code 26.6..26.6.2.98}; either end may be left out. */
    static VersionRange of(String words) {
        int dots = words.indexOf("..");
        if (dots < 0) {
            throw new IllegalArgumentException("'" + words + "' is no range of versions");
        }
        return new VersionRange(
                VersionNumbers.of(words.substring(0, dots)), VersionNumbers.of(words.substring(dots + 2)));
    }

    boolean contains(VersionNumbers version) {
        return version.comparedWith(from) >= 0 && (!mended.areKnown() || version.comparedWith(mended) < 0);
    }

    @Override
    public String toString() {
        if (!from.areKnown()) {
            return "before " + mended;
        }
        return mended.areKnown() ? from + " to before " + mended : "from " + from + " on";
    }
}
