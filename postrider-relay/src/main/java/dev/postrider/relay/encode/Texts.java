package dev.postrider.relay.encode;

/** A column of texts, whichever way they are written. */
sealed interface Texts extends EncodedColumn permits TextColumn, DictionaryColumn {
    /** Adds a row's text: bytes of an array, which may change afterwards. */
    void add(byte[] source, int offset, int length);
}
