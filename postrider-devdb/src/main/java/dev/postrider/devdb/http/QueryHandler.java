package dev.postrider.devdb.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.postrider.devdb.chdb.Engine;
import dev.postrider.devdb.chdb.EngineConnection;
import dev.postrider.devdb.chdb.EngineException;
import dev.postrider.devdb.chdb.InsertStream;
import dev.postrider.devdb.chdb.QueryStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs the statement of one request on a connection of its own. */
final class QueryHandler implements HttpHandler {
    private static final int BAD_ARGUMENTS = 36;
    private static final int CANNOT_DECOMPRESS = 271;

    private final Engine engine;
    private final ServerIdentity server;
    private final Credentials credentials;

    QueryHandler(Engine engine, ServerIdentity server, Credentials credentials) {
        this.engine = engine;
        this.server = server;
        this.credentials = credentials;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            Transfer plain = new Transfer(false, false, null, null, false);
            QueryRequest request;
            try {
                Map<String, String> url =
                        QueryRequest.decode(exchange.getRequestURI().getRawQuery());
                credentials.require(exchange.getRequestHeaders(), url);
                request = QueryRequest.of(exchange, url);
            } catch (EngineException e) {
                try (Answer answer = new Answer(exchange, server, plain)) {
                    drain(body);
                    answer.fail(e);
                }
                return;
            }
            try (Answer answer = new Answer(exchange, server, request.transfer())) {
                answer.describe(request.id(), request.format());
                try {
                    answer.succeed(run(request, body, answer));
                } catch (EngineException e) {
                    drain(body);
                    answer.fail(e);
                }
            }
        }
    }

    private QueryStatistics run(QueryRequest request, InputStream body, Answer answer)
            throws EngineException, IOException {
        StatementReader reader = new StatementReader(text(request, body));
        Statement statement = reader.read();
        try (EngineConnection connection = engine.connect()) {
            request.session().applyTo(connection);
            if (statement instanceof Statement.Insert insert) {
                return insert(connection, request, insert, reader.rest(insert));
            }
            if (statement instanceof Statement.Query query) {
                String format = query.format() == null ? request.format() : query.format();
                answer.describe(request.id(), format);
                return connection.stream(file -> query.into(file, format), format, request.parameters(), answer);
            }
            Statement.Command command = (Statement.Command) statement;
            return connection.query(command.sql(), request.format(), request.parameters(), answer);
        }
    }

    private static QueryStatistics insert(
            EngineConnection connection, QueryRequest request, Statement.Insert insert, InputStream data)
            throws EngineException, IOException {
        byte[] chunk = new byte[64 * 1024];
        // Leaving this block early, the body cut off or the engine refusing, cancels the insert.
        try (InsertStream stream = connection.insert(insert.sql(), insert.format(), request.parameters())) {
            for (int n = data.read(chunk); n >= 0; n = data.read(chunk)) {
                stream.append(chunk, 0, n);
            }
            return stream.finish();
        }
    }

    private static InputStream text(QueryRequest request, InputStream body) throws EngineException, IOException {
        InputStream data = body;
        try {
            if (request.transfer().requestCoding() != null) {
                data = request.transfer().requestCoding().decode(data);
            }
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            throw EngineException.of(
                    CANNOT_DECOMPRESS,
                    "CANNOT_DECOMPRESS",
                    "The body is not compressed as its Content-Encoding says: " + e.getMessage());
        }
        if (request.transfer().framedRequest()) {
            data = new FramedInput(data);
        }
        if (request.sql().isEmpty()) {
            return data;
        }
        byte[] sql = (request.sql() + "\n").getBytes(StandardCharsets.UTF_8);
        return new PrefixedInput(sql, 0, data);
    }

    /** A client that is still sending would not read the answer. */
    private static void drain(InputStream body) throws IOException {
        byte[] ignored = new byte[64 * 1024];
        while (body.read(ignored) >= 0) {
            // until its end
        }
    }
}
