package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.ServerException;
import dev.postrider.relay.batch.SendOutcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages are those of ClickHouse 26.7.2.1, word for word; the row's values in them begin with SECRET or 777. The client adds the query's id. */
class ServerWordsTest {
    private static final String VERSION = " (version 26.7.2.1)  (queryId= 9f12a1d0-fa84-4569-ae2c-983a5753ea40)";

    static Stream<Arguments> messagesAboutRows() {
        return Stream.of(
                message(
                        469,
                        "Constraint `no_ann` for table default.t (79bb9cb1-0b11-4154-96aa-e162602a06db) is violated at row 1."
                                + " Expression: (s NOT LIKE '%ann%'). Column values: s = 'SECRET-ann@example.com'."
                                + " (VIOLATED_CONSTRAINT)",
                        "Code: 469 (VIOLATED_CONSTRAINT): constraint `no_ann` is violated, column s"),
                message(
                        469,
                        "Constraint `odd name` for table default.t (79bb9cb1-0b11-4154-96aa-e162602a06db) is violated at row 1."
                                + " Expression: (n < 10). Column values: n = 77777. (VIOLATED_CONSTRAINT)",
                        "Code: 469 (VIOLATED_CONSTRAINT): constraint `odd name` is violated, column n"),
                message(
                        469,
                        "Constraint `c` for table default.dest is violated at row 1. Expression: (n < 3). Column values: n = 777:"
                                + " while pushing to view default.mv. (VIOLATED_CONSTRAINT)",
                        "Code: 469 (VIOLATED_CONSTRAINT): constraint `c` is violated, column n"),
                message(
                        6,
                        "Cannot parse string 'SECRET-ann@example.com' as UInt32: syntax error at begin of string. Note: there"
                                + " are toUInt32OrZero and toUInt32OrNull functions, which returns zero/NULL instead of throwing"
                                + " exception: while executing 'FUNCTION toUInt32(s : 1) -> toUInt32(s) UInt32 : 0'."
                                + " (CANNOT_PARSE_TEXT)",
                        "Code: 6 (CANNOT_PARSE_TEXT): in toUInt32(s)"),
                message(
                        6,
                        "Cannot parse string '77712345678901234567890 and more' as UInt32: syntax error at position 23 (parsed"
                                + " just '77712345678901234567890'). Note: there are toUInt32OrZero and toUInt32OrNull functions,"
                                + " which returns zero/NULL instead of throwing exception: while executing 'FUNCTION toUInt32(s :"
                                + " 1) -> toUInt32(s) UInt32 : 0'. (CANNOT_PARSE_TEXT)",
                        "Code: 6 (CANNOT_PARSE_TEXT): in toUInt32(s)"),
                message(
                        6,
                        "Cannot parse string 'SECRET' as UInt8: syntax error at begin of string: while executing 'FUNCTION"
                                + " toUInt8(__table1.s :: 0) -> toUInt8(__table1.s) UInt8 : 2': while pushing to view default.mv"
                                + " (CANNOT_PARSE_TEXT)",
                        "Code: 6 (CANNOT_PARSE_TEXT): in toUInt8(s), view default.mv"),
                message(
                        38,
                        "Cannot parse date here: SECRET-ann: Cannot parse Date from String: while executing 'FUNCTION toDate(s ::"
                                + " 2) -> toDate(s) Date : 1'. (CANNOT_PARSE_DATE)",
                        "Code: 38 (CANNOT_PARSE_DATE): in toDate(s)"),
                message(
                        72,
                        "Cannot read floating point value here: SECRET-ann@example.com: Cannot parse Float64 from String: while"
                                + " executing 'FUNCTION toFloat64(s :: 2) -> toFloat64(s) Float64 : 1'. (CANNOT_PARSE_NUMBER)",
                        "Code: 72 (CANNOT_PARSE_NUMBER): in toFloat64(s)"),
                message(
                        376,
                        "Cannot parse uuid SECRET-ann@example.com: Cannot parse UUID from String: while executing 'FUNCTION"
                                + " toUUID(s :: 2) -> toUUID(s) UUID : 1'. (CANNOT_PARSE_UUID)",
                        "Code: 376 (CANNOT_PARSE_UUID): in toUUID(s)"),
                message(
                        691,
                        "Unknown element 'SECRET-ann@example.com' for enum: while executing 'FUNCTION CAST(s :: 3, 'Enum8(\\'a\\'"
                                + " = 1)'_String :: 2) -> CAST(s, 'Enum8(\\'a\\' = 1)'_String) Enum8('a' = 1) : 1'."
                                + " (UNKNOWN_ELEMENT_OF_ENUM)",
                        "Code: 691 (UNKNOWN_ELEMENT_OF_ENUM): in CAST(s)"),
                message(
                        691,
                        "Unknown element 'SECRET' for enum: while converting column \"e\" from type String to type Enum8('a' ="
                                + " 1): While executing Native. (UNKNOWN_ELEMENT_OF_ENUM)",
                        "Code: 691 (UNKNOWN_ELEMENT_OF_ENUM): column e"),
                message(
                        117,
                        "Cannot parse JSON object here: {\"a\": SECRET}: while executing 'FUNCTION CAST(s :: 1, 'JSON'_String :"
                                + " 2) -> CAST(s, 'JSON'_String) JSON : 4'. (INCORRECT_DATA)",
                        "Code: 117 (INCORRECT_DATA): in CAST(s)"),
                message(
                        117,
                        "Cannot parse JSON object here: SECRET{: while converting column \"js\" from type String to type JSON:"
                                + " While executing Native. (INCORRECT_DATA)",
                        "Code: 117 (INCORRECT_DATA): column js"),
                message(
                        117,
                        "Cannot insert data into JSON column: Cannot read JSON object from JSON element: [\"SECRET\"]: while"
                                + " executing 'FUNCTION CAST(s :: 1, 'JSON'_String : 2) -> CAST(s, 'JSON'_String) JSON : 4'."
                                + " (INCORRECT_DATA)",
                        "Code: 117 (INCORRECT_DATA): in CAST(s)"),
                message(
                        117,
                        "Invalid base64Decode value (SECRET-ann@example.com), cannot be decoded: while executing 'FUNCTION"
                                + " base64Decode(s :: 2) -> base64Decode(s) String : 1'. (INCORRECT_DATA)",
                        "Code: 117 (INCORRECT_DATA): in base64Decode(s)"),
                message(
                        41,
                        "Value 77724 for year must be in the range [1970, 2106]: while executing 'FUNCTION parseDateTime(s :: 3,"
                                + " '%Y'_String :: 2) -> parseDateTime(s, '%Y'_String) DateTime('UTC') : 1'."
                                + " (CANNOT_PARSE_DATETIME)",
                        "Code: 41 (CANNOT_PARSE_DATETIME): in parseDateTime(s)"),
                message(
                        27,
                        "Cannot parse input: expected '\"' before: 'SECRET\"}': (while reading the value of key id): (at row 1)\n:"
                                + " While executing JSONEachRowRowInputFormat. (CANNOT_PARSE_INPUT_ASSERTION_FAILED)",
                        "Code: 27 (CANNOT_PARSE_INPUT_ASSERTION_FAILED)"),
                message(
                        395,
                        "no!: while executing 'FUNCTION throwIf(notEmpty(s) :: 1, 'no!'_String :: 2) -> throwIf(notEmpty(s),"
                                + " 'no!'_String) UInt8 : 3'. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)",
                        "Code: 395 (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO): no!, in throwIf(…)"),
                message(
                        117,
                        "Type of 'metadata_version' must be UInt32, not UInt64: (INCORRECT_DATA)",
                        "Code: 117 (INCORRECT_DATA): Type of 'metadata_version' must be UInt32, not UInt64"));
    }

    @ParameterizedTest
    @MethodSource("messagesAboutRows")
    void saysWhatOfTheTableItIsAboutAndNoValueOfTheRow(int code, String message, String told) {
        assertThat(new ServerWords(code, message).withoutValues())
                .isEqualTo(told)
                .doesNotContain("SECRET", "777", "example.com");
    }

    @ParameterizedTest
    @MethodSource("messagesAboutRows")
    void theDeadLetterAloneGetsTheServersOwnWords(int code, String message, String told) {
        SendOutcome.Failed outcome = OutcomeTable.standard()
                .with(code + "=refused")
                .outcome(new ServerException(code, message, 500, "query"));

        assertThat(outcome.reason()).isEqualTo(told);
        if (outcome instanceof SendOutcome.Refused refused) {
            assertThat(refused.words()).isEqualTo(message.lines().findFirst().orElseThrow());
        }
    }

    @ParameterizedTest
    @MethodSource("messagesAboutRows")
    void holdsNoValueWhereTheMessageIsOfACodeThatNobodyKnows(int code, String message, String told) {
        assertThat(new ServerWords(99_999, message).withoutValues()).doesNotContain("SECRET", "777", "example.com");
    }

    @Test
    void keepsWholeWhatIsAboutTheServerItsTablesAndItsUsers() {
        for (String message : new String[] {
            "Code: 16. DB::Exception: No such column nosuch in table default.t (79bb9cb1-0b11-4154-96aa-e162602a06db)."
                    + " (NO_SUCH_COLUMN_IN_TABLE)" + VERSION,
            "Code: 516. DB::Exception: nobody: Authentication failed: password is incorrect, or there is no user with such name"
                    + " (AUTHENTICATION_FAILED)" + VERSION,
            "Code: 81. DB::Exception: Database nodb does not exist. (UNKNOWN_DATABASE)" + VERSION,
            "Code: 241. DB::Exception: Query memory limit exceeded: would use 1.06 MiB (attempt to allocate chunk of 0.00 B),"
                    + " maximum: 976.56 KiB: While executing AggregatingTransform. (MEMORY_LIMIT_EXCEEDED)" + VERSION
        }) {
            int code = Integer.parseInt(message.replaceFirst("Code: (\\d+)\\..*", "$1"));
            assertThat(new ServerWords(code, message).withoutValues()).isEqualTo(message);
        }
    }

    @Test
    void leavesOutTheQueryThatSomeOfTheseQuote() {
        assertThat(new ServerWords(
                                60,
                                "Code: 60. DB::Exception: Unknown table expression identifier 'nowhere' in scope SELECT * FROM"
                                        + " nowhere WHERE x = 'SECRET'. (UNKNOWN_TABLE)" + VERSION)
                        .withoutValues())
                .isEqualTo("Code: 60. DB::Exception: Unknown table expression identifier 'nowhere'");
    }

    @Test
    void aValueThatLooksLikeTheEndOfAMessageIsNotTakenForIt() {
        assertThat(new ServerWords(
                                469,
                                "Code: 469. DB::Exception: Constraint `c` for table default.t is violated at row 1. Expression: (s !="
                                        + " 'x'). Column values: s = ': while executing \\'FUNCTION SECRET(SECRET : 1)'."
                                        + " (VIOLATED_CONSTRAINT)" + VERSION)
                        .withoutValues())
                .isEqualTo("Code: 469 (VIOLATED_CONSTRAINT): constraint `c` is violated, column s");
    }

    private static Arguments message(int code, String text, String told) {
        return Arguments.of(code, "Code: " + code + ". DB::Exception: " + text + VERSION, told);
    }
}
