package dev.postrider.examples.users;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** An application needs nothing but what outbox, relay and starter declare as public. */
class ArchitectureTest {
    private static final JavaClasses POSTRIDER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/postrider-test/"))
            .importPackages("dev.postrider");

    @Test
    void ofOutboxAndRelayOnlyWhatIsDeclaredPublicIsUsed() {
        noClasses()
                .that()
                .resideInAPackage("dev.postrider.examples.users..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.postrider.outbox..", "dev.postrider.relay..")
                        .and(inAPackageThatIsNoApi()))
                .check(POSTRIDER);
    }

    private static DescribedPredicate<JavaClass> inAPackageThatIsNoApi() {
        return DescribedPredicate.describe(
                "in a package without @API", type -> !type.getPackage().isAnnotatedWith(API.class));
    }
}
