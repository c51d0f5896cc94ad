package dev.postrider.devdb.http;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.jspecify.annotations.Nullable;

/** A Content-Encoding of HTTP. In the order in which the interface prefers them for its answers. */
enum ContentCoding {
    ZSTD,
    LZ4,
    GZIP,
    DEFLATE;

    private static final int STREAM_BUFFER_BYTES = 64 * 1024;

    /** By its name in a header; null if it is not known here. */
    static @Nullable ContentCoding named(String name) {
        String wanted = name.strip().toUpperCase(Locale.ROOT);
        for (ContentCoding coding : values()) {
            if (coding.name().equals(wanted) || (coding == GZIP && wanted.equals("X-GZIP"))) {
                return coding;
            }
        }
        return null;
    }

    /** The one to answer with, or null for none. */
    static @Nullable ContentCoding preferredOf(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return null;
        }
        List<String> accepted = Arrays.stream(acceptEncoding.split(","))
                .filter(entry -> !entry.replace(" ", "").matches(".*;q=0(\\.0*)?"))
                .map(entry -> entry.split(";", 2)[0].strip().toUpperCase(Locale.ROOT))
                .toList();
        for (ContentCoding coding : values()) {
            if (accepted.contains(coding.name())) {
                return coding;
            }
        }
        return null;
    }

    /** As in a header. */
    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    InputStream decode(InputStream in) throws IOException {
        return switch (this) {
            case ZSTD -> new ZstdInputStream(in);
            case LZ4 -> new LZ4FrameInputStream(in);
            case GZIP -> new GZIPInputStream(in, STREAM_BUFFER_BYTES);
            case DEFLATE -> new InflaterInputStream(in);
        };
    }

    OutputStream encode(OutputStream out) throws IOException {
        return switch (this) {
            case ZSTD -> new ZstdOutputStream(out, 1);
            case LZ4 -> new LZ4FrameOutputStream(out, LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB);
            case GZIP -> new GZIPOutputStream(out, STREAM_BUFFER_BYTES, true);
            case DEFLATE -> new DeflaterOutputStream(out, true);
        };
    }
}
