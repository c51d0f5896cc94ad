package dev.postrider.relay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.postrider.outbox.EventTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.postrider.relay";
    private static final List<String> ROOMS =
            List.of("lease", "ledger", "read", "encode", "sink", "rotate", "budget", "divide");

    /** Built on the rooms, for people; not all of them may exist. */
    private static final List<String> TOOLS = List.of("verify", "explain", "replay", "rebase", "doctor", "letters");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void theRoomsDoNotKnowEachOther() {
        for (String room : ROOMS) {
            String[] others = ROOMS.stream()
                    .filter(other -> !other.equals(room))
                    .map(other -> ROOT + "." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        }
    }

    @Test
    void theToolsDoNotKnowEachOtherAndNoRoomKnowsATool() {
        for (String tool : TOOLS) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ".*..")
                    .and()
                    .resideOutsideOfPackage(ROOT + "." + tool + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "." + tool + "..")
                    .check(classes);
        }
    }

    @Test
    void noRoomKnowsTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(classes);
    }

    @Test
    void theValuesThatTravelKnowNobody() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".batch")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(ROOT + ".batch", "java..", "org.jspecify..")
                        // a value too, of the outbox
                        .or(equivalentTo(EventTime.class)))
                .check(classes);
    }

    @Test
    void onlyTheSinkSeesTheClickHouseClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".sink")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.clickhouse..")
                .check(classes);
    }

    @Test
    void theEncoderDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".encode")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "java.net..", "java.nio.channels..", "org.postgresql..")
                .check(classes);
    }

    @Test
    void theRelayIsFreeOfSpring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(classes);
    }
}
