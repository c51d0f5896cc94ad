package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.Engine;
import dev.postrider.devdb.chdb.EngineConnection;
import dev.postrider.devdb.chdb.EngineException;
import dev.postrider.devdb.chdb.InsertStream;
import dev.postrider.devdb.chdb.QueryStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs the statement of one request on a connection of its own. Thread-safe. */
final class QueryHandler {
    private static final int READONLY = 164;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final Transfer PLAIN = new Transfer(false, false, null, null, false);

    private final Engine engine;
    private final ServerIdentity server;
    private final Credentials credentials;

    QueryHandler(Engine engine, ServerIdentity server, Credentials credentials) {
        this.engine = engine;
        this.server = server;
        this.credentials = credentials;
    }

    /** @throws IOException the client is gone, or the answer was broken off: the connection is of no more use */
    void handle(Exchange exchange) throws IOException {
        RequestBody body = new RequestBody(exchange.body());
        QueryRequest request;
        try {
            Map<String, String> url = QueryRequest.decode(exchange.head().rawQuery());
            credentials.require(exchange.head(), url);
            request = QueryRequest.of(exchange.head(), url);
        } catch (EngineException e) {
            try (Answer answer = new Answer(exchange, server, PLAIN)) {
                body.drain();
                answer.fail(e);
            }
            return;
        }
        try (Answer answer = new Answer(exchange, server, request.transfer())) {
            answer.describe(request.id(), request.format());
            try {
                answer.succeed(run(request, body, answer));
            } catch (EngineException e) {
                body.drain();
                answer.fail(e);
            }
        }
    }

    private QueryStatistics run(QueryRequest request, RequestBody body, Answer answer)
            throws EngineException, IOException {
        StatementReader reader;
        Statement statement;
        try {
            reader = new StatementReader(new PrefixedInput(urlPart(request), 0, body.decoded(request.transfer())));
            statement = reader.read();
        } catch (IOException e) {
            throw body.explain(e);
        }
        try (EngineConnection connection = engine.connect()) {
            request.session().applyTo(connection);
            if (statement instanceof Statement.Insert insert) {
                return insert(connection, request, insert, reader.rest(insert), body);
            }
            if (statement instanceof Statement.Query query) {
                String format = query.format() == null ? request.format() : query.format();
                answer.describe(request.id(), format);
                return connection.stream(
                        file -> query.into(file, format).bytes(), format, request.parameters(), answer);
            }
            Statement.Command command = (Statement.Command) statement;
            return connection.query(command.sql().bytes(), request.format(), request.parameters(), answer);
        }
    }

    private static byte[] urlPart(QueryRequest request) {
        String sql = request.sql().isEmpty() ? "" : request.sql() + "\n";
        return sql.getBytes(StandardCharsets.UTF_8);
    }

    private static QueryStatistics insert(
            EngineConnection connection,
            QueryRequest request,
            Statement.Insert insert,
            InputStream data,
            RequestBody body)
            throws EngineException, IOException {
        if (request.session().readOnly()) {
            throw EngineException.of(
                    READONLY,
                    "READONLY",
                    "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly."
                            + " You should use method POST for modifying queries.");
        }
        byte[] chunk = new byte[CHUNK_BYTES];
        // Leaving this block early, because the body was cut or the engine refused it, cancels the insert.
        try (InsertStream stream = connection.insert(insert.sql().bytes(), insert.format(), request.parameters())) {
            for (int n = read(data, chunk, body); n >= 0; n = read(data, chunk, body)) {
                stream.append(chunk, 0, n);
            }
            return stream.finish();
        }
    }

    private static int read(InputStream data, byte[] chunk, RequestBody body) throws EngineException, IOException {
        try {
            return data.read(chunk);
        } catch (IOException e) {
            throw body.explain(e);
        }
    }
}
