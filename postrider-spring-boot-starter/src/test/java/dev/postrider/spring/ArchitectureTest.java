package dev.postrider.spring;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.postrider.outbox.EventTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalUnit;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** The starter is a one-way door: it knows outbox and relay, they don't know it, and its rooms don't know its hall. */
class ArchitectureTest {

    private static final JavaClasses POSTRIDER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/postrider-test/"))
            .importPackages("dev.postrider");

    @Test
    void outboxAndRelayKnowNothingOfSpringOrTheStarter() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.postrider.outbox..", "dev.postrider.relay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.postrider.spring..", "org.springframework..", "io.micrometer..", "io.sentry..")
                .check(POSTRIDER);
    }

    @Test
    void theRoomsDoNotKnowTheHall() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.spring.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.postrider.spring")
                .check(POSTRIDER);
    }

    @Test
    void noTwoRoomsKnowEachOther() {
        slices().matching("dev.postrider.spring.(*)..")
                .should()
                .beFreeOfCycles()
                .check(POSTRIDER);
    }

    @Test
    void onlyEventTimeTurnsTimesIntoMicroseconds() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(EventTime.class.getName())
                .should()
                .accessField(ChronoUnit.class, "MICROS")
                .orShould()
                .callMethod(ChronoUnit.class, "between", Temporal.class, Temporal.class)
                .orShould()
                .callMethod(Instant.class, "until", Temporal.class, TemporalUnit.class)
                .because("before JDK 21 these count nanoseconds on the way, which end in the year 2262")
                .check(POSTRIDER);
    }

    @Test
    void onlyTheSentryRoomSeesSentry() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.spring..")
                .and()
                .resideOutsideOfPackage("dev.postrider.spring.sentry..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sentry..")
                .check(POSTRIDER);
    }

    @Test
    void ofOutboxAndRelayOnlyWhatIsDeclaredPublicIsUsed() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.spring..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.postrider.outbox..", "dev.postrider.relay..")
                        .and(inAPackageThatIsNoApi()))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("com.clickhouse..")
                .check(POSTRIDER);
    }

    @Test
    void onlyWhatApplicationsUseIsPublic() {
        classes()
                .that()
                .resideInAPackage("dev.postrider.spring")
                .and()
                .arePublic()
                .should()
                .haveNameMatching(".*\\.(EventPublisher|PostriderAutoConfiguration)")
                .because("everything else may change at any time")
                .check(POSTRIDER);
    }

    private static DescribedPredicate<JavaClass> inAPackageThatIsNoApi() {
        return DescribedPredicate.describe(
                "in a package without @API", type -> !type.getPackage().isAnnotatedWith(API.class));
    }
}
