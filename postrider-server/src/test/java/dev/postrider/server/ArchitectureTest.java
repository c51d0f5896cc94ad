package dev.postrider.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** The server stands on what outbox, relay and starter declare as public, and on nothing behind it. */
class ArchitectureTest {
    private static final JavaClasses POSTRIDER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/postrider-test/"))
            .importPackages("dev.postrider");

    @Test
    void ofOutboxAndRelayOnlyWhatIsDeclaredPublicIsUsed() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.server..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.postrider.outbox..", "dev.postrider.relay..")
                        .and(inAPackageThatIsNoApi()))
                .check(POSTRIDER);
    }

    @Test
    void ofTheConsoleCommandsKnowItsAnswersAndNothingOfSpringThere() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.server.cli..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.postrider.console..")
                        .and(DescribedPredicate.not(resideInAnyPackage(
                                "dev.postrider.console.answer..", "dev.postrider.console.access.."))))
                .check(POSTRIDER);
    }

    @Test
    void whoAsksAServerKnowsNothingOfWhatCommandsPrint() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.server.cli.remote..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.postrider.server.cli", "dev.postrider.relay..", "org.springframework..")
                .check(POSTRIDER);
    }

    private static DescribedPredicate<JavaClass> inAPackageThatIsNoApi() {
        return DescribedPredicate.describe(
                "in a package without @API", type -> !type.getPackage().isAnnotatedWith(API.class));
    }
}
