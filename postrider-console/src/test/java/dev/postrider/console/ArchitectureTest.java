package dev.postrider.console;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** Each page is a room of its own; none knows another's, and all know the frame. */
class ArchitectureTest {
    private static final JavaClasses POSTRIDER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/postrider-test/"))
            .importPackages("dev.postrider");

    @Test
    void ofOutboxAndRelayOnlyWhatIsDeclaredPublicIsUsed() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.console..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.postrider.outbox..", "dev.postrider.relay..")
                        .and(inAPackageThatIsNoApi()))
                .check(POSTRIDER);
    }

    @Test
    void noTwoRoomsKnowEachOther() {
        slices().matching("dev.postrider.console.(*)..")
                .should()
                .beFreeOfCycles()
                .check(POSTRIDER);
    }

    @Test
    void accessKnowsNoPage() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.console.access..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.postrider.console.page..",
                        "dev.postrider.console.overview..",
                        "dev.postrider.console.deadletter..")
                .check(POSTRIDER);
    }

    /** An application that wants no such logins does without these jars. */
    @Test
    void onlyTheRoomOfLoginsAtAProviderKnowsOAuth() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider..")
                .and()
                .resideOutsideOfPackage("dev.postrider.console.oidc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.security.oauth2..", "com.nimbusds..")
                .check(POSTRIDER);
    }

    /** Commands read them, and should start soon. */
    @Test
    void answersKnowNothingOfSpringOrOfOtherRooms() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.console.answer..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework..", "jakarta..", "dev.postrider.console..")
                        .and(DescribedPredicate.not(resideInAnyPackage("dev.postrider.console.answer.."))))
                .check(POSTRIDER);
    }

    private static DescribedPredicate<JavaClass> inAPackageThatIsNoApi() {
        return DescribedPredicate.describe(
                "in a package without @API", type -> !type.getPackage().isAnnotatedWith(API.class));
    }
}
