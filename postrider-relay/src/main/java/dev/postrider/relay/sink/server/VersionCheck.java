package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for the server's version before anything else: an old one does not even understand the other questions. */
public final class VersionCheck {
    private static final Logger log = LoggerFactory.getLogger(VersionCheck.class);

    private VersionCheck() {}

    /** The version, asked in a format that servers of every age have. */
    public static ServerVersion version(Client client) {
        QuerySettings oldest = new QuerySettings().setFormat(ClickHouseFormat.TabSeparated);
        try (QueryResponse answer = client.query("SELECT version()", oldest).get()) {
            return ServerVersion.of(new String(answer.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | IOException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Refuses a server that is too old, and lets any go on whose version can't be read. */
    public static void require(Client client, ClickHouseSettings settings) throws SinkException {
        ServerVersion version = version(client);
        switch (version.standing()) {
            case TOO_OLD ->
                throw new SinkException("ClickHouse " + version.text() + " at " + settings.endpoint()
                        + " is too old: the oldest that is supported is " + ServerVersion.oldest() + "; upgrade it");
            case UNKNOWN ->
                log.atDebug()
                        .addKeyValue("version", version.text())
                        .log("the version of ClickHouse can't be read; going on");
            case SUPPORTED, NEWER_THAN_TESTED -> {
                // nothing to say
            }
        }
    }
}
