package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "76 | Code: 76. DB::ErrnoException: Cannot open file | Code: 76. DB::Exception: Cannot open file",
                "210 | Code: 210. DB::NetException: refused | Code: 210. DB::Exception: refused",
                "999 | Code: 999. Coordination::Exception: lost | Code: 999. DB::Exception: lost",
                "60 | Code: 60. DB::Exception: no table | Code: 60. DB::Exception: no table",
                "115 | Code: 115, e.displayText() = DB::Exception: Unknown setting | Code: 115. DB::Exception: Unknown setting",
                "1000 | Poco said something else | Code: 1000. DB::Exception: Poco said something else",
            })
    void everyErrorBeginsAlike(String code, String said, String read) {
        assertThat(ServerText.of(code, said)).isEqualTo(read);
    }
}
