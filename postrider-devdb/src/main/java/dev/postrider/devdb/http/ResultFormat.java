package dev.postrider.devdb.http;

/** What the interface says about a format in its headers. */
final class ResultFormat {
    private ResultFormat() {}

    /** The Content-Type that a server sends with this format. */
    static String contentType(String format) {
        if (format.startsWith("TabSeparated") || format.startsWith("TSV")) {
            return "text/tab-separated-values; charset=UTF-8";
        }
        if (format.startsWith("CSV")) {
            return "text/csv; charset=UTF-8; header=" + (format.contains("WithNames") ? "present" : "absent");
        }
        if (format.startsWith("JSON") && format.contains("EachRow")) {
            return "application/x-ndjson; charset=UTF-8";
        }
        if (format.startsWith("JSON")) {
            return "application/json; charset=UTF-8";
        }
        return switch (format) {
            case "XML" -> "application/xml; charset=UTF-8";
            case "RowBinary",
                    "RowBinaryWithNames",
                    "RowBinaryWithNamesAndTypes",
                    "Native",
                    "Parquet",
                    "Arrow",
                    "ArrowStream",
                    "ORC",
                    "Avro",
                    "MsgPack",
                    "BSONEachRow" -> "application/octet-stream";
            default -> "text/plain; charset=UTF-8";
        };
    }
}
