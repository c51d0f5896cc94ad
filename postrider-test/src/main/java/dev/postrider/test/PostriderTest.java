package dev.postrider.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class databases of their own: a parameter of type {@link PostgresDatabase} or
 * {@link ClickHouseDatabase} of a test method, {@code @BeforeEach}, {@code @AfterEach} or constructor is an empty database,
 * created for this test and dropped after it. All parameters of one type in one test are the same database. Asked for in
 * {@code @BeforeAll}, or in the constructor of a class with {@code Lifecycle.PER_CLASS}, it is one for the whole class.
 *
 * <p>The servers behind them are real, shared by the JVM and started when first needed; see {@link TestServers}.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PostriderExtension.class)
public @interface PostriderTest {}
