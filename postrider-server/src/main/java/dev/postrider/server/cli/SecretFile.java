package dev.postrider.server.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;
import picocli.CommandLine.ParameterException;

/** A new file for a secret, of mode 0600 from the first moment. It is there before the secret is made; one that got none goes away. */
final class SecretFile implements AutoCloseable {
    private final Path file;
    private boolean written;

    private SecretFile(Path file) {
        this.file = file;
    }

    static SecretFile create(Path file, Function<String, ParameterException> wrongUsage) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new SecretFile(file);
        } catch (FileAlreadyExistsException e) {
            throw wrongUsage.apply("--to: there is a file " + file + " already; name another one, or remove it");
        } catch (IOException | UnsupportedOperationException e) {
            throw wrongUsage.apply("--to: no file " + file + " that only you can read can be made: " + e);
        }
    }

    void write(String secret) throws IOException {
        Files.writeString(file, secret + "\n");
        written = true;
    }

    @Override
    public void close() throws IOException {
        if (!written) {
            Files.deleteIfExists(file);
        }
    }
}
