package dev.postrider.devdb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file whose content is known beforehand. Reading half a gigabyte takes a second, so what was verified once is remembered
 * beside the file, with its size and its time: a file that was changed or replaced since is read again.
 */
record PinnedFile(Path file, String sha256) {
    private static final int CHUNK_BYTES = 1 << 18;

    /** Whether the file is what it must be. */
    boolean isGenuine() throws IOException {
        String state = state();
        if (Files.isRegularFile(note()) && Files.readString(note()).equals(state)) {
            return true;
        }
        if (!actualSha256().equals(sha256)) {
            return false;
        }
        remember(state);
        return true;
    }

    private Path note() {
        return file.resolveSibling(file.getFileName() + ".verified");
    }

    private String state() throws IOException {
        return sha256 + " " + Files.size(file) + " bytes, of " + Files.getLastModifiedTime(file) + "\n";
    }

    private void remember(String state) {
        try {
            Files.writeString(note(), state);
        } catch (IOException e) {
            // A folder that only others may write is fine: the file is read again next time.
        }
    }

    String actualSha256() throws IOException {
        MessageDigest digest = digest();
        byte[] chunk = new byte[CHUNK_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
