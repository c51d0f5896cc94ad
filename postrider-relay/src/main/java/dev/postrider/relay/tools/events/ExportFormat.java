package dev.postrider.relay.tools.events;

/** What an export looks like. The context is its text in each of them, byte for byte. */
public enum ExportFormat {
    /** Comma-separated, with a first line of names. */
    CSV("CSVWithNames", "CSV", "text/csv", "csv"),
    /** An object a line. */
    JSON_LINES("JSONEachRow", "JSONEachRow", "application/x-ndjson", "jsonl"),
    /** Apache Parquet; of one shard only. */
    PARQUET("Parquet", "", "application/vnd.apache.parquet", "parquet");

    private final String first;
    private final String further;
    private final String mediaType;
    private final String ending;

    ExportFormat(String first, String further, String mediaType, String ending) {
        this.first = first;
        this.further = further;
        this.mediaType = mediaType;
        this.ending = ending;
    }

    /** What ClickHouse calls it: of the first shard, and of those that go on where it ended; empty if none can. */
    String name(boolean isFirst) {
        return isFirst ? first : further;
    }

    /** Its media type. */
    public String mediaType() {
        return mediaType;
    }

    /** How names of its files end, and what the command line calls it. */
    public String ending() {
        return ending;
    }
}
