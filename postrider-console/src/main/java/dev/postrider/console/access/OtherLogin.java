package dev.postrider.console.access;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/** Another way to log in than with a name and a password, beside it or in its place. */
public interface OtherLogin {

    /** Adds what it needs to the console's rules of access. */
    void join(HttpSecurity http);
}
