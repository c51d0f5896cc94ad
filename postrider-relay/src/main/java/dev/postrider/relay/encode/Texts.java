package dev.postrider.relay.encode;

import java.util.BitSet;

/** A column of texts, whichever way they are written. */
sealed interface Texts extends EncodedColumn permits TextColumn, DictionaryColumn {
    /** Adds a row's text: bytes of an array, which may change afterwards. */
    void add(byte[] source, int offset, int length);

    /** The rows with the same text as this one. */
    BitSet alike(int row);
}
