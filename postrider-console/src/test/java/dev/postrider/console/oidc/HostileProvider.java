package dev.postrider.console.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A provider in this JVM that says whatever a test makes it say. Whoever starts it closes it. */
public final class HostileProvider implements AutoCloseable {
    public static final String CLIENT = "console";
    public static final String SECRET = "a-secret-that-is-long-enough-for-an-hmac";
    static final RSAKey KEY = key("first");

    /** Answers a request. */
    interface Answer {
        void to(HttpExchange request) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private volatile String nonce = "";
    volatile Answer keys = json(new JWKSet(KEY.toPublicJWK()).toString());
    volatile Answer token = request -> {};
    volatile Answer more = status(404);

    public HostileProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/.well-known/openid-configuration", json(description())::to);
        server.createContext("/keys", request -> keys.to(request));
        server.createContext("/token", request -> token.to(request));
        server.createContext("/more", request -> more.to(request));
        server.start();
    }

    /** What it calls itself. */
    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /**
     * Somebody has been here.
     *
     * @param asked the address that they were sent to
     * @return the end of the address that they are sent back to, behind the question mark
     */
    public String visitedAt(String asked) {
        nonce = parameter("nonce", asked);
        return "code=x&state=" + parameter("state", asked);
    }

    private static String parameter(String name, String address) {
        return Stream.of(URI.create(address).getRawQuery().split("&"))
                .filter(part -> part.startsWith(name + "="))
                .map(part -> part.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    /** The nonce of tokens from now on. */
    void answers(String asked) {
        nonce = asked;
    }

    private String description() {
        return """
                {"issuer": "ISSUER", "authorization_endpoint": "ISSUER/authorize", "token_endpoint": "ISSUER/token",
                "jwks_uri": "ISSUER/keys", "userinfo_endpoint": "ISSUER/more", "subject_types_supported": ["public"]}
                """.replace("ISSUER", issuer());
    }

    /** As it should be, but for the changes. */
    JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> changes) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("subject")
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .claim("nonce", nonce)
                .claim("preferred_username", "ada")
                .claim("groups", "on-call");
        changes.accept(claims);
        return claims.build();
    }

    /** What its next tokens say, beside {@code ada} in the group {@code on-call}. */
    public void says(Consumer<JWTClaimsSet.Builder> changes) {
        says(signed(JWSAlgorithm.RS256, KEY.getKeyID(), rsa(KEY), claims(changes)));
    }

    void says(String idToken) {
        token = json("{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":60,\"id_token\":\"" + idToken
                + "\"}");
    }

    static String signed(JWSAlgorithm algorithm, @Nullable String key, JWSSigner signer, JWTClaimsSet claims) {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    static JWSSigner rsa(RSAKey key) {
        try {
            return new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static JWSSigner mac(byte[] secret) {
        try {
            return new MACSigner(secret);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static Answer json(String body) {
        return json(200, body);
    }

    static Answer json(int status, String body) {
        return request -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            request.getResponseHeaders().set("Content-Type", "application/json");
            request.sendResponseHeaders(status, bytes.length);
            request.getResponseBody().write(bytes);
            request.close();
        };
    }

    static Answer status(int status) {
        return request -> {
            request.sendResponseHeaders(status, -1);
            request.close();
        };
    }

    /** Parts without end, with a pause between. */
    static Answer endless(String part, Duration pause) {
        return request -> {
            request.getResponseHeaders().set("Content-Type", "application/json");
            request.sendResponseHeaders(200, 0);
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            try {
                while (true) {
                    request.getResponseBody().write(bytes);
                    request.getResponseBody().flush();
                    Thread.sleep(pause.toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                request.close();
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
