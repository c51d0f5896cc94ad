package dev.postrider.outbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The write side stands alone: an application that only publishes needs no more than this. */
class ArchitectureTest {

    @Test
    void theOutboxKnowsJdbcItsDriverJacksonAndFlywayOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.postrider.outbox..",
                        "java..",
                        "javax.sql..",
                        // COPY is not part of JDBC
                        "org.postgresql",
                        "org.postgresql.copy",
                        "tools.jackson..",
                        "org.flywaydb..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "org.apiguardian.api..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.postrider.outbox"));
    }
}
