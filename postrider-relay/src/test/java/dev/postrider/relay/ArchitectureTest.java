package dev.postrider.relay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.postrider.outbox.EventTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rooms are the folders: a new one is under these rules without being named here. */
class ArchitectureTest {
    private static final String ROOT = "dev.postrider.relay";
    private static final String TOOLS = ROOT + ".tools";

    /** What ties rooms together; the others stand on few. */
    private static final Set<String> COMPOSING = Set.of(ROOT, ROOT + ".delivery", ROOT + ".maintenance");

    private static final int MOST_ROOMS = 5;
    private static final int MOST_TYPES_AT_THE_DOOR = 6;

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void noRoomKnowsTheDoor() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(classes);
        assertThat(classes.getPackage(ROOT).getClasses().stream().filter(JavaClass::isTopLevelClass))
                .hasSizeLessThanOrEqualTo(MOST_TYPES_AT_THE_DOOR);
    }

    @Test
    void noTwoRoomsKnowEachOther() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void aRoomStandsOnFewOthers() {
        Map<String, Set<String>> rooms = roomsThatEachUses();
        assertThat(rooms).hasSizeGreaterThan(10);
        rooms.forEach((room, others) -> {
            if (!COMPOSING.contains(room) && !room.startsWith(TOOLS)) {
                assertThat(others.stream()
                                .map(ArchitectureTest::outermost)
                                .filter(other -> !other.equals(outermost(room)))
                                .distinct())
                        .as(room)
                        .hasSizeLessThanOrEqualTo(MOST_ROOMS);
            }
        });
    }

    @Test
    void onlyMaintenanceUsesTools() {
        roomsThatEachUses().forEach((room, others) -> {
            if (!room.startsWith(TOOLS) && !room.equals(ROOT + ".maintenance")) {
                assertThat(others).as(room).noneMatch(other -> other.startsWith(TOOLS));
            }
        });
    }

    /** Repair and replay send events again, explain looks whether they were: that is a tool of theirs. Tokens have an account's roles. */
    @Test
    void noToolKnowsAnotherButForSendingAgainAndRoles() {
        roomsThatEachUses().forEach((room, others) -> {
            if (room.startsWith(TOOLS)) {
                assertThat(others)
                        .as(room)
                        .filteredOn(other -> other.startsWith(TOOLS))
                        .isSubsetOf(TOOLS, TOOLS + (room.equals(TOOLS + ".token") ? ".account" : ".resend"));
            }
        });
    }

    @Test
    void theValuesThatTravelKnowNobody() {
        classes()
                .that()
                .resideInAnyPackage(ROOT + ".batch", ROOT + ".content")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                ROOT + ".batch", ROOT + ".content", "java..", "org.jspecify..", "org.apiguardian.api..")
                        // a value too, of the outbox
                        .or(equivalentTo(EventTime.class)))
                .check(classes);
    }

    @Test
    void onlyTheSinkSeesTheClickHouseClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".sink..")
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

    /** A room's own rooms are its own business. */
    private static String outermost(String room) {
        return ROOT + "." + room.substring(ROOT.length() + 1).split("\\.", 2)[0];
    }

    private Map<String, Set<String>> roomsThatEachUses() {
        return classes.getPackage(ROOT).getSubpackagesInTree().stream()
                .filter(room -> !room.getClasses().isEmpty())
                .collect(
                        Collectors.toMap(JavaPackage::getName, ArchitectureTest::roomsUsed, (a, b) -> a, TreeMap::new));
    }

    private static Set<String> roomsUsed(JavaPackage room) {
        return room.getClassDependenciesFromThisPackage().stream()
                .map(Dependency::getTargetClass)
                .map(JavaClass::getPackageName)
                .filter(target -> target.startsWith(ROOT) && !target.equals(room.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
