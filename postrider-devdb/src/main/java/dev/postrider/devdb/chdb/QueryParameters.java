package dev.postrider.devdb.chdb;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values for {@code {name:Type}} placeholders in native memory, valid until closed. */
final class QueryParameters implements AutoCloseable {
    private final List<Memory> blocks = new ArrayList<>();
    private final int count;
    final @Nullable Pointer names;
    final @Nullable Pointer nameLengths;
    final @Nullable Pointer values;
    final @Nullable Pointer valueLengths;

    QueryParameters(Map<String, String> parameters) {
        this.count = parameters.size();
        if (parameters.isEmpty()) {
            names = null;
            nameLengths = null;
            values = null;
            valueLengths = null;
            return;
        }
        Memory nameTexts = table();
        Memory nameSizes = table();
        Memory valueTexts = table();
        Memory valueSizes = table();
        int i = 0;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            put(nameTexts, nameSizes, i, parameter.getKey());
            put(valueTexts, valueSizes, i, parameter.getValue());
            i++;
        }
        names = nameTexts;
        nameLengths = nameSizes;
        values = valueTexts;
        valueLengths = valueSizes;
    }

    long count() {
        return count;
    }

    private Memory table() {
        Memory table = new Memory((long) count * Native.POINTER_SIZE);
        blocks.add(table);
        return table;
    }

    private void put(Memory texts, Memory sizes, int i, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory block = new Memory(bytes.length + 1L);
        blocks.add(block);
        block.write(0, bytes, 0, bytes.length);
        block.setByte(bytes.length, (byte) 0);
        texts.setPointer((long) i * Native.POINTER_SIZE, block);
        sizes.setLong((long) i * Native.SIZE_T_SIZE, bytes.length);
    }

    @Override
    public void close() {
        blocks.forEach(Memory::close);
    }
}
