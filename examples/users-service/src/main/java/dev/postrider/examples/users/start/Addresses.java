package dev.postrider.examples.users.start;

import dev.postrider.spring.log.Secrets;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.core.env.Environment;

/** Where everything is, as configured; passwords are left out, but for the one that nobody could know otherwise. */
record Addresses(Environment environment) {
    String notice(String consoleLogin) {
        String service = "http://localhost:" + environment.getRequiredProperty("local.server.port");
        String clickHouse = clickHouse();
        return """
        Ready
          Sign up      %s/
          Console      %s  (%s)
          Health       %s/actuator/health
          Metrics      %s/actuator/prometheus
          PostgreSQL   %s
          ClickHouse   %s

        Create a user:
          curl -i %s/api/users -H 'Content-Type: application/json' \\
            -d '{"email":"%s","first_name":"Ann","last_name":"Lee"}'
        See its event, within a second or two:
          curl %s'%s' --data-binary \\
            'SELECT event_type, environment, event_context, metadata_version FROM %s ORDER BY event_id DESC LIMIT 5 FORMAT Vertical'""".formatted(
                service,
                console(service),
                consoleLogin,
                service,
                service,
                postgres(),
                relayHere() ? clickHouse : clickHouse + "  (no relay runs in this process)",
                service,
                newEmail(),
                clickHouseLogin(),
                clickHouse + "/?database=" + environment.getProperty("postrider.clickhouse.database", "default"),
                environment.getProperty("postrider.clickhouse.table", "event_log"));
    }

    /** Another one at each start, so that the command works after a restart too. */
    private static String newEmail() {
        return "ann-" + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36) + "@example.com";
    }

    private boolean relayHere() {
        return environment.getProperty("postrider.relay.enabled", Boolean.class, true);
    }

    private String console(String service) {
        String path = environment.getProperty("postrider.console.path", "off");
        return path.equals("off") || path.isEmpty() ? "off" : service + path;
    }

    private String clickHouse() {
        boolean secure = environment.getProperty("postrider.clickhouse.secure", Boolean.class, false);
        String host = environment
                .getProperty("postrider.clickhouse.host", "localhost")
                .replaceFirst(",.*", "");
        String path = environment.getProperty("postrider.clickhouse.path", "");
        String scheme = secure ? "https://" : "http://";
        if (host.matches("([^:]+|\\[.+]):\\d+")) {
            return scheme + host + path;
        }
        return scheme
                + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
                + ":"
                + environment.getProperty("postrider.clickhouse.port", "8123")
                + path;
    }

    /** The password by reference: what is printed ends up in logs. */
    private String clickHouseLogin() {
        String user = environment.getProperty("postrider.clickhouse.user", "default");
        String password = environment.getProperty("postrider.clickhouse.password", "");
        if (!password.isEmpty()) {
            return "--user \"" + user + ":$CLICKHOUSE_PASSWORD\" ";
        }
        return user.equals("default") ? "" : "--user '" + user + ":' ";
    }

    /** As psql takes it, without the password. */
    private String postgres() {
        String url = Secrets.masked(environment.getRequiredProperty("spring.datasource.url"))
                .replaceFirst("^jdbc:", "")
                .replaceAll("([?&])[^?&=]*=\\*{3}(?:&|$)", "$1")
                .replaceFirst("[?&]$", "");
        String user = environment.getProperty("spring.datasource.username", "");
        return user.isEmpty() || url.contains("@") ? url : url.replaceFirst("//", "//" + user + "@");
    }
}
