package dev.postrider.spring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postrider.spring.log.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void isTakenApartIntoJdbcUrlUserAndPassword() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://anna:s3cret@db.example:5433/shop");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/shop");
        assertThat(url.user()).isEqualTo("anna");
        assertThat(url.password()).isEqualTo("s3cret");
    }

    @Test
    void percentEncodedPartsAreDecodedAndAPlusSignStaysOne() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://an%2Fna:p%40s%3As%2F%3F%23%25+w%C3%B6@db/my%20shop");

        assertThat(url.user()).isEqualTo("an/na");
        assertThat(url.password()).isEqualTo("p@s:s/?#%+wö");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db/my%20shop");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://db/shop, jdbc:postgresql://db/shop",
        "postgres://db:5432/shop, jdbc:postgresql://db:5432/shop",
        "'postgres://a:1,b:2/shop?target_session_attrs=any', 'jdbc:postgresql://a:1,b:2/shop?target_session_attrs=any'",
        "postgres://u@[::1]:5432/shop, jdbc:postgresql://[::1]:5432/shop",
        "postgres://db/shop?sslmode=require&application_name=x&connect_timeout=3,"
                + "jdbc:postgresql://db/shop?sslmode=require&ApplicationName=x&connectTimeout=3",
        "jdbc:postgresql://db/shop?user=u, jdbc:postgresql://db/shop?user=u",
    })
    void becomesTheDriversUrl(String text, String jdbcUrl) {
        assertThat(DatabaseUrl.parse(text).jdbcUrl()).isEqualTo(jdbcUrl);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:hunter2@db/shop",
                "postgres://u:hunter2@db",
                "postgres://u:hunter2@db/",
                "postgres://u:hunter2@/shop",
                "postgres://u:hunter2@db:0/shop",
                "postgres://u:hunter2@db:65536/shop",
                "postgres://u:hunter2@db:x/shop",
                "postgres://u:hunter2@db/shop#part",
                "postgres://u:hunter2%zz@db/shop",
                "postgres://u:hunter2@db/shop?sslmode",
                "db/shop"
            })
    void anUnusableOneIsRefusedWithoutItsPassword(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseUrl.parse(text))
                .withMessageStartingWith("a URL")
                .withMessageNotContaining("hunter2");
        assertThat(Secrets.masked(text)).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://u:hunter2@db/shop",
                "postgres://u:hunter2@with@db/shop",
                "postgres://u:hunter2/with/slash@db/shop",
                "postgres://db/shop?user=u&password=hunter2&ssl=true",
                "jdbc:postgresql://db/shop?user=u&password=hunter2",
            })
    void passwordsAreMaskedWhereverTheyStand(String text) {
        assertThat(Secrets.masked(text)).doesNotContain("hunter2").contains("***", "db/shop");
    }
}
