package dev.postrider.devdb.http;

import org.jspecify.annotations.Nullable;

/**
 * How the bodies of one exchange travel.
 *
 * @param framedRequest the request's data comes in ClickHouse's own compressed blocks
 * @param framedResponse the response shall go out in such blocks
 * @param requestCoding the request's Content-Encoding, or null
 * @param responseCoding the response's Content-Encoding, or null
 * @param waitForEnd send nothing before the statement has ended
 */
record Transfer(
        boolean framedRequest,
        boolean framedResponse,
        @Nullable ContentCoding requestCoding,
        @Nullable ContentCoding responseCoding,
        boolean waitForEnd) {}
